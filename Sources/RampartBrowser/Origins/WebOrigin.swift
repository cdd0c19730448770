/// Where a page came from: scheme, host and port (RFC 6454, section 4).
///
/// Two origins are the same only when all three are. A port that is the scheme's own is folded away, scheme and host
/// are in lower case, and an IPv6 address has its brackets and its canonical text (RFC 5952).
///
/// ```swift
/// WebOrigin("https://Example.org:443") == WebOrigin("https://example.org")
/// ```
public struct WebOrigin: Sendable, Hashable {
  /// In lower case: `https`.
  public let scheme: String
  /// In lower case: `example.org`, `192.0.2.1`, `[2001:db8::1]`. A final dot is part of it: browsers hold
  /// `example.org.` for another host than `example.org`.
  public let host: String
  /// Nil where it is the scheme's own, or the scheme has none.
  public let port: UInt16?

  init(scheme: String, host: String, port: UInt16?) {
    self.scheme = scheme
    self.host = host
    self.port = port
  }

  /// Reads a serialized origin (RFC 6454, section 6.2); nil where it is none. `null` is none, see `SerializedOrigin`.
  public init?(_ text: String) {
    self.init(bytes: text.utf8)
  }

  /// The origin of an address such as a `Referer` has (RFC 9110, section 10.1.3): all of it up to the path.
  public init?(ofAddress text: String) {
    let bytes = text.utf8
    guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), bytes[colon...].starts(with: "://".utf8) else {
      return nil
    }
    let authority = bytes.index(colon, offsetBy: 3)
    let end = bytes[authority...].firstIndex { "/?#".utf8.contains($0) } ?? bytes.endIndex
    self.init(bytes: bytes[..<end])
  }

  /// The origin that a request is addressed to.
  ///
  /// - Parameters:
  ///   - isSecure: whether the client speaks TLS.
  ///   - authority: the `Host` field or `:authority`, `host` or `host:port`.
  public init?(isSecure: Bool, authority: String) {
    self.init(bytes: Array((isSecure ? "https://" : "http://").utf8) + authority.utf8)
  }

  static func defaultPort(of scheme: String) -> UInt16? {
    switch scheme {
    case "http", "ws": 80
    case "https", "wss": 443
    default: nil
    }
  }
}

extension WebOrigin: CustomStringConvertible {
  /// As browsers write it in `Origin`.
  public var description: String {
    "\(scheme)://\(host)" + (port.map { ":\($0)" } ?? "")
  }
}
