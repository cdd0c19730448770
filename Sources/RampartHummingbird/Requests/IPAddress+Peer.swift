import Hummingbird
import NIOCore
import RampartCore

extension IPAddress {
  /// Nobody's address: what a request counts as whose peer is not known. No proxy has it, so it is never trusted.
  static let unknown = IPAddress(v6: 0)
  private static let loopback = IPAddress(v4: 0x7F00_0001)

  /// Who opened the connection, as far as the context knows.
  ///
  /// INVARIANT: a peer that is not known is not a local one. Only a Unix socket's is.
  init(peerOf context: some RequestContext) {
    switch (context as? any RemoteAddressRequestContext)?.remoteAddress {
    case .unixDomainSocket: self = .loopback
    case .some(let address): self = address.ipAddress.flatMap { IPAddress($0) } ?? .unknown
    case .none: self = .unknown
    }
  }
}
