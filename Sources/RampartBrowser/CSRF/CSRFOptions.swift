/// The settings of a `CSRFPolicy`. `.init()` checks the origin of requests that may have effects.
public struct CSRFOptions: Sendable, Hashable {
  public var layers: Set<CSRFLayer> = [.origin]
  /// Origins besides the site's own that may send requests with effects.
  public var allowedOrigins: Set<WebOrigin> = []
  /// Paths that are not looked at: whole, in the form of `CanonicalPath`, compared exactly.
  public var exemptPaths: Set<String> = []
  /// For routes on which GET has effects: every method then counts as unsafe.
  public var treatsAllMethodsAsUnsafe = false
  public var token = CSRFTokenOptions()
  /// Whether the isolation layer takes other origins of the same site, such as subdomains, for the site itself.
  public var isolationAllowsSameSite = false
  public var mode = BrowserPolicyMode.enforce

  public init() {}
}
