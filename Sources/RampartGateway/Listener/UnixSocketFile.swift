import RampartCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The file of a Unix socket that is listened at.
enum UnixSocketFile {
  /// Makes sure that nothing but a socket which nobody listens at is replaced.
  ///
  /// - Throws: `ListenError`.
  static func makeWay(at path: String, for address: ServerAddress) async throws {
    guard let file = FileFacts(path: path) else { return }
    guard file.kind == .socket else {
      throw ListenError(address: address, reason: "the file is there and is no socket")
    }
    guard !isAnswered(path) else { throw ListenError(address: address, reason: "the address is in use") }
  }

  /// For every user of this machine, as a TCP port on loopback is; who may come near is up to the folder.
  static func open(_ path: String) {
    chmod(path, 0o666)
  }

  private static func isAnswered(_ path: String) -> Bool {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    // INVARIANT: the configuration takes no path that does not fit.
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix(107)) }
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        connect(descriptor, pointer, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
      }
    }
  }
}
