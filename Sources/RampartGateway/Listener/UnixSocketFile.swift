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
    guard let descriptor = connect(path) else { return false }
    close(descriptor)
    return true
  }

  static func remove(_ path: String) {
    unlink(path)
  }

  /// - Returns: a connection, or nil if nobody listens.
  static func connect(_ path: String) -> CInt? {
    socket(at: path) { systemConnect($0, $1, $2) }
  }

  /// A socket at this path, in place of one that was left there.
  ///
  /// NIO would remove the file when it closes the socket, also if another process listens with it by then.
  ///
  /// - Returns: nil with `errno`.
  static func bind(_ path: String) -> CInt? {
    remove(path)
    return socket(at: path) { systemBind($0, $1, $2) }
  }

  private static func socket(
    at path: String,
    _ body: (CInt, UnsafePointer<sockaddr>, socklen_t) -> CInt
  ) -> CInt? {
    let descriptor = systemSocket()
    guard descriptor >= 0 else { return nil }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let path = path.utf8
    guard path.count < MemoryLayout.size(ofValue: address.sun_path) else {
      close(descriptor)
      errno = ENAMETOOLONG
      return nil
    }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
    let status = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard status == 0 else {
      let code = errno
      close(descriptor)
      errno = code
      return nil
    }
    return descriptor
  }

  // Here these names are this type's own.
  #if canImport(Glibc)
    private static let systemConnect = Glibc.connect
    private static let systemBind = Glibc.bind
    private static func systemSocket() -> CInt {
      Glibc.socket(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    }
  #elseif canImport(Musl)
    private static let systemConnect = Musl.connect
    private static let systemBind = Musl.bind
    private static func systemSocket() -> CInt { Musl.socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0) }
  #endif
}
