import RampartCore

extension Denial {
  static let crossOrigin = Denial(
    code: "csrf.crossOrigin", status: 403, explanation: "The request comes from another site.")
  static let missingOrigin = Denial(
    code: "csrf.missingOrigin", status: 403, explanation: "The request does not say which site it comes from.")
  static let tokenMissing = Denial(
    code: "csrf.tokenMissing", status: 403, explanation: "The request has no token; reload the page and try again.")
  /// The same code: what was read of a long form has no token.
  static let tokenTooLate = Denial(
    code: "csrf.tokenMissing", status: 403,
    explanation: "The request has no token; a form with files has to send it before them, or in a header field.")
  static let tokenInvalid = Denial(
    code: "csrf.tokenInvalid", status: 403,
    explanation: "The token of the request is not valid any more; reload the page and try again.")
  static let isolation = Denial(
    code: "csrf.isolation", status: 403, explanation: "Other sites may link to this address and not embed it.")
}
