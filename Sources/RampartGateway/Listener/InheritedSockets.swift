import RampartCore
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Listening sockets that this process did not open: systemd's (sd_listen_fds(3)), or those of the gateway before it.
///
/// Their queues of clients outlive a process, so a restart loses nobody.
package final class InheritedSockets: Sendable {
  private struct Socket {
    var descriptor: CInt
    var address: ServerAddress
    var name: String
    /// The service manager keeps its own, and gives the address back to nobody while it does.
    var isManaged: Bool
    var isUsed = false
  }

  private let sockets = Mutex<[Socket]>([])

  package init() {}

  private static let firstDescriptor: CInt = 3

  /// What systemd passes in `LISTEN_FDS`; nothing if that is meant for another process. Call once, at the start.
  ///
  /// - Throws: `InheritedSocketError`.
  package init(environment: [String: String], process: Int = Int(getpid())) throws(InheritedSocketError) {
    for variable in ["LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"] { unsetenv(variable) }
    guard let owner = environment["LISTEN_PID"].flatMap({ Int($0) }), owner == process,
      let text = environment["LISTEN_FDS"]
    else { return }
    guard let count = Int(text), (0...1024).contains(count) else {
      throw InheritedSocketError("`LISTEN_FDS` is no number of sockets")
    }
    let names = (environment["LISTEN_FDNAMES"] ?? "").split(separator: ":", omittingEmptySubsequences: false)
    var found: [Socket] = []
    for index in 0..<count {
      let descriptor = Self.firstDescriptor + CInt(index)
      let name = index < names.count ? String(names[index]) : "unknown"
      guard fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0, let address = Self.address(of: descriptor) else {
        throw InheritedSocketError(
          "the descriptor \(descriptor) (`\(name)`) is no listening stream socket; set `Accept=no` in the socket unit")
      }
      found.append(Socket(descriptor: descriptor, address: address, name: name, isManaged: true))
    }
    let managed = found
    sockets.withLock { $0 = managed }
  }

  func add(_ address: ServerAddress, descriptor: CInt) {
    sockets.withLock {
      $0.append(Socket(descriptor: descriptor, address: address, name: "", isManaged: false))
    }
  }

  /// A descriptor of its own for whoever listens at this address, and whether the service manager listens too.
  func take(_ address: ServerAddress) -> (descriptor: CInt, isManaged: Bool)? {
    sockets.withLock { sockets in
      guard let index = sockets.firstIndex(where: { $0.address.isServed(by: address) }) else { return nil }
      guard sockets[index].isManaged else { return (sockets.remove(at: index).descriptor, false) }
      sockets[index].isUsed = true
      let copy = fcntl(sockets[index].descriptor, F_DUPFD_CLOEXEC, 0)
      return copy < 0 ? nil : (copy, true)
    }
  }

  /// Sockets of the service manager for which nobody has asked: clients would wait in their queues for ever.
  var unused: [(address: ServerAddress, name: String)] {
    sockets.withLock { $0.filter { $0.isManaged && !$0.isUsed }.map { ($0.address, $0.name) } }
  }

  /// Nil if it is no stream socket that listens.
  private static func address(of descriptor: CInt) -> ServerAddress? {
    guard option(SO_ACCEPTCONN, of: descriptor) == 1, option(SO_TYPE, of: descriptor) == streamType else { return nil }
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let status = withUnsafeMutablePointer(to: &storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
    }
    guard status == 0 else { return nil }
    let family = CInt(storage.ss_family)
    return withUnsafeBytes(of: &storage) { bytes in
      // By offset: which module a C type of addresses belongs to depends on what was compiled before.
      let port = Int(bytes[2]) << 8 | Int(bytes[3])
      switch family {
      case AF_INET:
        let bits = bytes[4..<8].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return .network(host: IPAddress(v4: bits).description, port: port)
      case AF_INET6:
        let bits = bytes[8..<24].reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
        return .network(host: IPAddress(v6: bits).description, port: port)
      case AF_UNIX:
        let start = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 2
        let path = bytes[start..<min(Int(length), bytes.count)].prefix { $0 != 0 }
        return path.isEmpty ? nil : .unix(path: String(decoding: path, as: UTF8.self))
      default: return nil
      }
    }
  }

  private static func option(_ name: CInt, of descriptor: CInt) -> CInt? {
    var value: CInt = 0
    var length = socklen_t(MemoryLayout<CInt>.size)
    return getsockopt(descriptor, SOL_SOCKET, name, &value, &length) == 0 ? value : nil
  }

  #if canImport(Glibc)
    private static let streamType = CInt(SOCK_STREAM.rawValue)
  #else
    private static let streamType = CInt(SOCK_STREAM)
  #endif
}

extension ServerAddress {
  /// Whether a socket bound to this address is the one that a configured address means; a name means its address here
  /// only if it is `localhost`.
  fileprivate func isServed(by configured: ServerAddress) -> Bool {
    if self == configured { return true }
    guard case .network(let host, let port) = self, case .network(let other, port) = configured else { return false }
    if let address = IPAddress(other) { return IPAddress(host) == address }
    return other == "localhost" && IPAddress(host)?.isLoopback == true
  }
}

/// A socket that was passed to this process and cannot be used.
package struct InheritedSocketError: Error, CustomStringConvertible {
  package var description: String

  init(_ description: String) { self.description = description }
}
