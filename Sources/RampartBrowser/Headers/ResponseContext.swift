/// Which response the headers are for.
public struct ResponseContext: Sendable {
  /// Whether the client speaks TLS. Strict-Transport-Security is for such answers only.
  public var isSecure: Bool
  /// The nonce of this response, which stands where the policy says `.responseNonce`. It must be a new one for
  /// every response.
  public var nonce: ContentSecurityPolicy.Nonce?

  public init(isSecure: Bool, nonce: ContentSecurityPolicy.Nonce? = nil) {
    self.isSecure = isSecure
    self.nonce = nonce
  }
}
