#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A folder that only we may read and write.
struct PatternCacheFolder: Sendable, Hashable {
  let path: String

  // Far above what any rule set needs; what is larger is not ours.
  private static let largestFile = 1 << 29

  func read(_ name: String) throws(PatternCache.Problem) -> [UInt8] {
    try check()
    let descriptor = open(file(name), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw PatternCache.Problem(detail: errno == ENOENT ? nil : failure("cannot open", name))
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw PatternCache.Problem(detail: failure("cannot read", name)) }
    guard status.st_mode & S_IFMT == S_IFREG, Self.isPrivate(status) else {
      throw PatternCache.Problem(detail: "`\(name)` is not a file that only we may touch")
    }
    guard (0...Self.largestFile).contains(Int(status.st_size)) else {
      throw PatternCache.Problem(detail: "`\(name)` is too large")
    }
    return try contents(of: descriptor, size: Int(status.st_size), name)
  }

  /// Writes under a temporary name and renames, so that nobody ever reads half a file.
  func write(_ bytes: [UInt8], _ name: String) throws(PatternCache.Problem) {
    if mkdir(path, 0o700) != 0, errno != EEXIST {
      throw PatternCache.Problem(detail: failure("cannot make", path))
    }
    try check()
    let temporary = ".\(name).\(getpid()).\(UInt64.random(in: 0 ... .max))"
    let descriptor = open(file(temporary), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw PatternCache.Problem(detail: failure("cannot make", temporary)) }
    let isWritten = Self.writeAll(bytes, to: descriptor)
    guard close(descriptor) == 0, isWritten, rename(file(temporary), file(name)) == 0 else {
      let problem = failure("cannot write", name)
      unlink(file(temporary))
      throw PatternCache.Problem(detail: problem)
    }
  }

  private func check() throws(PatternCache.Problem) {
    var status = stat()
    guard lstat(path, &status) == 0 else {
      throw PatternCache.Problem(detail: errno == ENOENT ? nil : failure("cannot open", path))
    }
    guard status.st_mode & S_IFMT == S_IFDIR, Self.isPrivate(status) else {
      throw PatternCache.Problem(detail: "`\(path)` is not a folder that only we may touch")
    }
  }

  private static func isPrivate(_ status: stat) -> Bool {
    status.st_uid == geteuid() && status.st_mode & 0o077 == 0
  }

  private func contents(
    of descriptor: Int32, size: Int, _ name: String
  ) throws(PatternCache.Problem) -> [UInt8] {
    var end = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      while end < size, let start = buffer.baseAddress {
        let length = Glibc.read(descriptor, start + end, size - end)
        if length < 0, errno == EINTR { continue }
        if length <= 0 { break }
        end += length
      }
      count = end
    }
    guard end == size else { throw PatternCache.Problem(detail: failure("cannot read", name)) }
    return bytes
  }

  private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    bytes.withUnsafeBytes { buffer in
      var rest = buffer[...]
      while !rest.isEmpty {
        let length = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if length < 0, errno == EINTR { continue }
        if length <= 0 { return false }
        rest = rest.dropFirst(length)
      }
      return true
    }
  }

  private func file(_ name: String) -> String { "\(path)/\(name)" }

  private func failure(_ what: String, _ name: String) -> String {
    "\(what) `\(name)`: \(String(cString: strerror(errno)))"
  }
}
