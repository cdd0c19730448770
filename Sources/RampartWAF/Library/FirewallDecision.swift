import HTTPTypes
public import RampartCore

/// What the rules say is to become of a request or an answer.
public enum FirewallDecision: Sendable, Hashable {
  case allow
  /// `waf.blocked` with the status that the rule wants, mostly 403, or `request.bodyTooLarge`. Nothing in it tells which
  /// rule it was.
  case deny(Denial)
  /// The client is sent to this address (302); no rule of the Core Rule Set does that.
  case redirect(String)
  /// The connection ends without an answer; no rule of the Core Rule Set does that.
  case drop

  package init(_ refusal: Refusal?) {
    switch refusal {
    case nil: self = .allow
    case .deny(let denial): self = .deny(denial)
    case .answer(let answer, _): self = .redirect(answer.fields.first { $0.name == .location }?.value ?? "")
    case .drop: self = .drop
    }
  }

  /// As the audit log has it.
  var name: String {
    switch self {
    case .allow: "allow"
    case .deny(let denial): denial.code
    case .redirect, .drop: Denial.blocked(status: 403).code
    }
  }

  /// The exchange is over, and still something of it is to be looked at: it fails closed.
  static let over = Refusal.deny(
    Denial(code: "waf.finished", status: 500, explanation: "The server failed to answer this request."))
}

extension Denial {
  /// Nothing in it tells which rule it was.
  ///
  /// - Parameter status: what the rule wants; 403 in place of one that is no error.
  package static func blocked(status: Int) -> Denial {
    Denial(
      code: "waf.blocked", status: (400...599).contains(status) ? status : 403,
      explanation: "The request was refused.")
  }
}
