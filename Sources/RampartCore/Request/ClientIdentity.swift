/// The identity of a client, as a control has established it.
///
/// The runner hands it to the controls that follow: a rate limit by user, an authorization. An object, so that requests
/// without one carry no more than an empty reference.
public final class ClientIdentity: Sendable {
  /// Names the user for as long as the account exists (`sub` in RFC 7519, 4.1.2).
  public let subject: String
  /// How it was established: `session`, `token`, `certificate`.
  public let method: String
  /// Further claims about the user, by name.
  public let claims: [String: String]

  public init(subject: String, method: String, claims: [String: String] = [:]) {
    self.subject = subject
    self.method = method
    self.claims = claims
  }
}
