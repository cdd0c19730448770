#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The files of this machine. Symbolic links are followed, and only regular files are read.
package struct SystemSecLangFiles: SecLangFiles, Sendable {
  package init() {}

  package func contents(of path: String, limit: Int) throws(SecLangFileError) -> [UInt8] {
    // Without blocking: to open a pipe would wait for somebody to write.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else { throw Self.error() }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw Self.error() }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .notRegular }
    guard status.st_size <= limit else { throw .tooLarge(limit: limit) }
    return try Self.read(descriptor, expecting: Int(status.st_size), limit: limit)
  }

  package func names(in directory: String) throws(SecLangFileError) -> [String] {
    guard let stream = opendir(directory.isEmpty ? "." : directory) else { throw Self.error() }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { field in
        field.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: field.pointee)) {
          String(cString: $0)
        }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  // The size is a hint: the file may grow while it is read.
  private static func read(
    _ descriptor: CInt, expecting size: Int, limit: Int
  ) throws(SecLangFileError) -> [UInt8] {
    var bytes: [UInt8] = []
    var room = size + 1
    while true {
      var count = 0
      let chunk = [UInt8](unsafeUninitializedCapacity: room) { buffer, filled in
        repeat { count = systemRead(descriptor, buffer.baseAddress, room) } while count < 0 && errno == EINTR
        filled = max(0, count)
      }
      guard count >= 0 else { throw error() }
      if count == 0 { return bytes }
      if bytes.isEmpty { bytes = chunk } else { bytes += chunk }
      guard bytes.count <= limit else { throw .tooLarge(limit: limit) }
      room = 4096
    }
  }

  private static func error() -> SecLangFileError {
    let code = errno
    return code == ENOENT || code == ENOTDIR ? .missing : .unreadable(String(cString: strerror(code)).lowercased())
  }
}

private func systemRead(_ descriptor: CInt, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  read(descriptor, buffer, count)
}
