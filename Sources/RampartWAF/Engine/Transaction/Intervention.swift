/// What is to happen to a request or a response.
package struct Intervention: Sendable, Hashable {
  package enum Kind: Sendable, Hashable {
    case deny
    /// The connection is closed without an answer.
    case drop
    case redirect([UInt8])
  }

  package enum Cause: Sendable, Hashable {
    case rule(Int)
    case requestBodyLimit
    case responseBodyLimit
    /// More arguments or cookies than can be looked at.
    case memberLimit

    /// Of the denial.
    package var code: String {
      if case .requestBodyLimit = self { "request.bodyTooLarge" } else { "waf.blocked" }
    }
  }

  package var kind: Kind
  package var status: Int
  package var cause: Cause

  package init(_ kind: Kind, status: Int, cause: Cause) {
    self.kind = kind
    self.status = status
    self.cause = cause
  }
}
