import RampartWAF

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file, or standard input where its name is `-`.
struct InputFile {
  private static let chunk = 256 << 10

  let path: String

  /// Gives the bytes as they are read.
  ///
  /// - Throws: what the system says where the file cannot be read, and what `take` throws.
  func read(_ take: ([UInt8]) throws(ReleaseError) -> Void) throws(ReleaseError) {
    let descriptor = path == "-" ? 0 : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SystemFailure.error("cannot open `\(path)`") }
    defer { if descriptor != 0 { close(descriptor) } }
    while true {
      var count = 0
      let bytes = [UInt8](unsafeUninitializedCapacity: Self.chunk) { buffer, filled in
        repeat { count = systemRead(descriptor, buffer.baseAddress, Self.chunk) } while count < 0 && errno == EINTR
        filled = max(0, count)
      }
      guard count >= 0 else { throw SystemFailure.error("cannot read `\(path)`") }
      if count == 0 { return }
      try take(bytes)
    }
  }
}

private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  read(descriptor, buffer, count)
}
