import NIOCore
import RampartCore

/// What is the same for every request of one connection.
struct ConnectionFacts {
  let listener: ListenerSettings
  /// Who opened the connection, or whom the PROXY header names.
  let peer: IPAddress
  let isTrusted: Bool
  let isSecure: Bool
  /// `X-Forwarded-For: …`, `X-Forwarded-Proto: …`, and the beginning of `Forwarded`, for an untrusted peer.
  let forwardingFields: [UInt8]
  let forwardedElement: [UInt8]

  init(listener: ListenerSettings, peer: IPAddress, isTrusted: Bool, isSecure: Bool) {
    self.listener = listener
    self.peer = peer
    self.isTrusted = isTrusted
    self.isSecure = isSecure
    let scheme = isSecure ? "https" : "http"
    forwardingFields = Array("X-Forwarded-For: \(peer)\r\nX-Forwarded-Proto: \(scheme)\r\n".utf8)
    // RFC 7239, 6: an IPv6 address stands in brackets and quotes.
    let node = peer.family == .v6 ? "\"[\(peer)]\"" : "\(peer)"
    forwardedElement = Array("for=\(node);proto=\(scheme)".utf8)
  }

  var scheme: String { isSecure ? "https" : "http" }
}
