/// How an exchange ends before its backend is asked, or in place of the backend's answer.
package enum Refusal: Sendable {
  case deny(Denial)
  /// - code: what logs and metrics call it.
  case answer(LocalAnswer, code: String)
  /// The connection ends without an answer.
  case drop(code: String)

  /// What logs and metrics call it.
  package var code: String {
    switch self {
    case .deny(let denial): denial.code
    case .answer(_, let code), .drop(let code): code
    }
  }
}

extension Denial {
  /// A control has seen the body and asks for it again: it has not decided, so the request is refused.
  package static let undecided = Denial(
    code: "control.undecided", status: 500, explanation: "The server failed to answer this request.")
}
