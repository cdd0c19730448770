public import HTTPTypes

/// The settings of a `CORSPolicy`. `.init()` allows no other origin anything.
public struct CORSOptions: Sendable, Hashable {
  public var origins: CORSOrigins = .listed([])
  /// Whether the origin `null` is allowed. Any site can have it, so it is refused together with credentials.
  public var allowsNullOrigin = false
  /// Which methods a page may use; GET, HEAD and POST need no leave.
  public var methods: [HTTPRequest.Method] = [.get, .head, .put, .patch, .post, .delete]
  public var allowedHeaders: CORSAllowedHeaders = .listed([])
  /// Which fields of an answer a page may read, besides the few that every page may.
  public var exposedHeaders: [HTTPField.Name] = []
  /// Whether the browser may send cookies and show the page the answer.
  public var allowsCredentials = false
  /// For how long a browser may keep what a preflight said, in whole seconds; nil leaves it to the browser.
  public var maxAge: Duration?
  /// Whether a page of a public network may reach this server in a private one (W3C Private Network Access).
  public var allowsPrivateNetwork = false
  /// The status of the answer to a preflight, 200...299.
  public var preflightStatus = 204
  /// Whether preflights go on to the backend, with the fields of this policy on its answer.
  public var forwardsPreflights = false
  /// Whether requests of refused origins are denied with 403. Otherwise they pass and the browser keeps the answer
  /// from the page, which is what CORS asks for; see `CORSPolicy`.
  public var deniesRefusedOrigins = false
  public var mode = BrowserPolicyMode.enforce

  public init() {}
}
