package import RampartCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The files and the environment of this process. Links are followed, and only regular files are read.
package struct SystemSources: DocumentSources {
  private static let chunk = 64 << 10

  package init() {}

  package func contents(of path: String, limit: Int) throws(FileFailure) -> [UInt8] {
    // Without blocking: to open a pipe would wait for somebody to write.
    try contents(of: path, limit: limit, flags: O_NONBLOCK) { kind throws(FileFailure) in
      if kind == .other { throw .notRegular }
    }
  }

  /// The bytes of a document itself, which may come through a pipe.
  func document(at path: String, limit: Int) throws(FileFailure) -> [UInt8] {
    try contents(of: path, limit: limit, flags: 0) { _ in }
  }

  private func contents(
    of path: String, limit: Int, flags: CInt, check: (FileKind) throws(FileFailure) -> Void
  ) throws(FileFailure) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | flags)
    guard descriptor >= 0 else { throw Self.failure() }
    defer { close(descriptor) }
    let kind = try Self.kind { fstat(descriptor, &$0) }
    guard kind != .folder else { throw .folder }
    try check(kind)
    var bytes: [UInt8] = []
    while true {
      var count = 0
      bytes += [UInt8](unsafeUninitializedCapacity: Self.chunk) { buffer, filled in
        repeat { count = systemRead(descriptor, buffer.baseAddress, Self.chunk) } while count < 0 && errno == EINTR
        filled = max(0, count)
      }
      guard count >= 0 else { throw Self.failure() }
      if count == 0 { return bytes }
      guard bytes.count <= limit else { throw .tooLarge(limit) }
    }
  }

  package func kind(of path: String) throws(FileFailure) -> FileKind {
    try Self.kind { stat(path, &$0) }
  }

  package func variable(_ name: String) -> String? { ProcessInfo.processInfo.environment[name] }

  private static func kind(_ ask: (inout stat) -> CInt) throws(FileFailure) -> FileKind {
    var status = stat()
    guard ask(&status) == 0 else { throw failure() }
    return switch status.st_mode & S_IFMT {
    case S_IFREG: .regular
    case S_IFDIR: .folder
    default: .other
    }
  }

  private static func failure() -> FileFailure {
    switch errno {
    case ENOENT, ENOTDIR: .missing
    case EACCES, EPERM: .forbidden
    case let code: .failed(String(cString: strerror(code)).lowercased())
    }
  }
}

private func systemRead(_ descriptor: CInt, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  read(descriptor, buffer, count)
}
