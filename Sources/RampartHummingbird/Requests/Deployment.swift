import HTTPTypes
import Hummingbird
public import RampartCore

/// Where the server stands: which proxies are before it, and whether it speaks TLS itself.
///
/// `.init()` is a server that clients reach directly over plain HTTP. What a request claims about itself in
/// `X-Forwarded-For`, `X-Forwarded-Proto` and `X-Request-ID` is believed only where a trusted proxy sent it (CWE-290).
public struct Deployment: Sendable, Hashable {
  /// The proxies whose word is taken, by the address they connect from. A proxy that comes by a Unix socket connects
  /// from 127.0.0.1.
  public var trustedProxies: [AddressBlock]
  /// Whether clients speak TLS to this very server; it cannot be seen in an HTTP/1.1 request.
  public var servesTLS: Bool
  /// Whether the router was made with `RouterOptions.caseInsensitive`. Controls then see paths in lower case: a limit
  /// on `/sign-in` must count `/Sign-In` too, which reaches the same handler (CWE-178).
  public var ignoresCaseInPaths: Bool
  /// Which request fields reach controls and handlers.
  public var fieldNames: FieldNamePolicy

  public init(
    trustedProxies: [AddressBlock] = [], servesTLS: Bool = false, ignoresCaseInPaths: Bool = false,
    fieldNames: FieldNamePolicy = FieldNamePolicy()
  ) {
    self.trustedProxies = trustedProxies
    self.servesTLS = servesTLS
    self.ignoresCaseInPaths = ignoresCaseInPaths
    self.fieldNames = fieldNames
  }

  /// Whether the client speaks TLS, to this server or to a trusted proxy.
  func isSecure(_ request: Request, from peer: IPAddress) -> Bool {
    let lines = trusts(peer) ? request.headers[values: .forwardedProto].map(\.utf8) : []
    return ForwardedProto.saysHTTPS(lines) ?? (servesTLS || request.head.scheme == "https")
  }

  /// The client behind the trusted proxies.
  func client(of request: Request, from peer: IPAddress) -> IPAddress {
    guard !trustedProxies.isEmpty else { return peer }
    let forwardedFor = request.headers[values: .forwardedFor]
    guard !forwardedFor.isEmpty else { return peer }
    return ClientAddress(trustedProxies: trustedProxies)
      .resolve(peer: peer, forwardedFor: forwardedFor.joined(separator: ","))
  }

  func trusts(_ peer: IPAddress) -> Bool {
    trustedProxies.contains { $0.contains(peer) }
  }
}
