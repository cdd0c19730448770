import NIOCore
import NIOPosix

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Finds the addresses of a name. Injected, so that a test can move a name.
protocol NameResolver: Sendable {
  /// - Returns: at least one address, the best first.
  /// - Throws: `ResolutionError`.
  func addresses(of name: String, port: Int) async throws -> [SocketAddress]
}

/// A name without an address.
struct ResolutionError: Error, CustomStringConvertible {
  var name: String
  var reason: String

  var description: String { "the name `\(name)` cannot be resolved: \(reason)" }
}

/// The system's resolver (getaddrinfo(3)), which reads /etc/hosts and asks DNS, in the order of /etc/nsswitch.conf.
struct SystemNameResolver: NameResolver {
  // It blocks, for many seconds if no DNS server answers; a few names at a time are enough.
  private static let threads = {
    let pool = NIOThreadPool(numberOfThreads: 4)
    pool.start()
    return pool
  }()

  func addresses(of name: String, port: Int) async throws -> [SocketAddress] {
    try await Self.threads.runIfActive { try Self.lookUp(name, port: port) }
  }

  private static func lookUp(_ name: String, port: Int) throws -> [SocketAddress] {
    var hints = addrinfo()
    hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
    hints.ai_protocol = CInt(IPPROTO_TCP)
    var list: UnsafeMutablePointer<addrinfo>?
    let status = getaddrinfo(name, String(port), &hints, &list)
    guard status == 0 else {
      throw ResolutionError(name: name, reason: String(cString: gai_strerror(status)).lowercased())
    }
    defer { freeaddrinfo(list) }
    var addresses: [SocketAddress] = []
    var next = list
    while let info = next {
      if let address = Self.address(info.pointee) { addresses.append(address) }
      next = info.pointee.ai_next
    }
    guard !addresses.isEmpty else { throw ResolutionError(name: name, reason: "it has no address") }
    return addresses
  }

  private static func address(_ info: addrinfo) -> SocketAddress? {
    guard let pointer = info.ai_addr else { return nil }
    let bytes = UnsafeRawPointer(pointer)
    return switch info.ai_family {
    case AF_INET: SocketAddress(bytes.loadUnaligned(as: sockaddr_in.self))
    case AF_INET6: SocketAddress(bytes.loadUnaligned(as: sockaddr_in6.self))
    default: nil
    }
  }
}
