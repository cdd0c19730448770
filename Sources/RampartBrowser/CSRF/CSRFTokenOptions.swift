public import HTTPTypes

/// The settings of the token layer of a `CSRFPolicy`.
public struct CSRFTokenOptions: Sendable, Hashable {
  /// The cookie of the token. It must begin with `__Host-`, so that no subdomain can set it (RFC 6265bis, 4.1.3.2).
  public var cookie = "__Host-csrf"
  /// The cookie that holds the session; the token is bound to its value. Without it, or before there is one, the token
  /// is bound to the user who has signed in, else to a random number in the token's own cookie.
  public var sessionCookie: String?
  /// Where a script sends the token.
  public var header = HTTPField.Name(known: "X-CSRF-Token")
  /// Where a form sends the token, of either encoding. In one with files, it has to stand before them.
  public var field = "_csrf"
  /// How long a token is good for, in whole seconds. A new one is given at half of it.
  public var lifetime = Duration.seconds(43_200)
  /// Whether a token is good for one request only.
  public var isSingleUse = false
  /// How many used tokens are remembered, at some 50 bytes each. When so many have been used within one lifetime, no
  /// further one is taken until the first have ended.
  public var singleUseCapacity = 100_000
  /// How many bytes of a form are read in search of the token.
  public var formLimit = 65_536

  public init() {}
}
