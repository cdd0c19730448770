import NIOCore
import RampartCore

/// What is the same for every request of one connection.
struct ConnectionFacts {
  let listener: ListenerSettings
  private let pipeline: Pipeline?
  /// Under which terms the connection was let in.
  let admission: Admission
  /// False where a reload took the listener away; the connection ends with its next answer.
  let isServed: Bool
  /// Who opened the connection, or whom the PROXY header names.
  let peer: IPAddress
  let isTrusted: Bool
  let isSecure: Bool
  /// `X-Forwarded-For: …`, `X-Forwarded-Proto: …`, and the beginning of `Forwarded`, for an untrusted peer.
  let forwardingFields: [UInt8]
  let forwardedElement: [UInt8]

  init(
    listener: ListenerSettings,
    peer: IPAddress,
    isTrusted: Bool,
    isSecure: Bool,
    admission: Admission = Admission(),
    isServed: Bool = true,
    pipeline: Pipeline? = nil
  ) {
    self.listener = listener
    self.pipeline = pipeline
    self.admission = admission
    self.isServed = isServed
    self.peer = peer
    self.isTrusted = isTrusted
    self.isSecure = isSecure
    let scheme = isSecure ? "https" : "http"
    forwardingFields = Array("X-Forwarded-For: \(peer)\r\nX-Forwarded-Proto: \(scheme)\r\n".utf8)
    // RFC 7239, 6: an IPv6 address stands in brackets and quotes.
    let node = peer.family == .v6 ? "\"[\(peer)]\"" : "\(peer)"
    forwardedElement = Array("for=\(node);proto=\(scheme)".utf8)
  }

  /// What holds in `pipeline`: a reload may have changed who is trusted and what the listener does.
  func current(in pipeline: Pipeline) -> ConnectionFacts {
    if self.pipeline === pipeline { return self }
    let settings = pipeline.listeners[listener.address]
    return ConnectionFacts(
      listener: settings ?? listener, peer: peer, isTrusted: pipeline.clientAddress.trusts(peer), isSecure: isSecure,
      admission: admission, isServed: settings != nil, pipeline: pipeline)
  }

  var scheme: String { isSecure ? "https" : "http" }
}
