/// Why a request was not served: a value with a stable code, the status the client gets and what it may be told.
///
/// The log and the metrics get the code and the reason; the client gets the title and the explanation, which never
/// depend on anything internal.
public struct Denial: Error, Sendable, Hashable {
  /// Dotted and stable, for programs: `route.notFound`.
  public let code: String
  /// The HTTP status, 400...599.
  public let status: Int
  /// What the client may be told, one sentence in plain words.
  public let explanation: String

  /// A denial; the catalog of the component that denies holds its own as static members.
  public init(code: String, status: Int, explanation: String) {
    self.code = code
    self.status = status
    self.explanation = explanation
  }

  /// The body is longer than a limit allows (RFC 9110, 15.5.14).
  package static let bodyTooLarge = Denial(
    code: "request.bodyTooLarge", status: 413, explanation: "The request body is larger than this site accepts.")
}
