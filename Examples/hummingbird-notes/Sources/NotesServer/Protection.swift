import RampartBrowser
import RampartHummingbird
import RampartTraffic

/// What the server declares about its protection: all of it here, and all of it checked when the server starts.
enum Protection {
  /// For every route.
  ///
  /// - Throws: `InvalidOption`, which says what is wrong.
  static func everywhere(_ settings: Settings) throws -> RampartOptions {
    var options = RampartOptions()
    options.headers = headers()
    options.cors = try cors(settings.allowedOrigins)
    options.limits = [.immediate(try perClient(settings.rate))]
    options.csrf = try originChecked(settings.allowedOrigins)
    return options
  }

  /// For the pages with forms: each form carries a token as well.
  static func forms(key: Redacted<[UInt8]>) throws -> CSRFPolicy {
    var options = CSRFOptions()
    options.layers = [.token]
    options.token.sessionCookie = "session"
    return try CSRFPolicy(options, keys: CSRFKeys(current: key))
  }

  /// For signing in: only attempts that were refused count, so that guessing ends and using does not.
  static func signIn() throws -> RateLimit {
    var options = RateLimitOptions(name: "sign-in", rate: try Rate("10/1m"))
    options.counts = [401]
    return try RateLimit(options)
  }

  // The pages were written for the strict set; their one inline script is allowed by the nonce of each answer.
  private static func headers() -> SecurityHeaders {
    var headers = SecurityHeaders.strict
    // Hummingbird has a type of this name too.
    var policy = RampartBrowser.ContentSecurityPolicy()
    policy[.scriptSrc] = [.sameOrigin, .responseNonce]
    headers.contentSecurityPolicy = .replace(policy)
    return headers
  }

  private static func cors(_ origins: [WebOrigin]) throws -> CORSPolicy? {
    guard !origins.isEmpty else { return nil }
    var options = CORSOptions()
    options.origins = .listed(origins.map { OriginPattern($0) })
    options.allowedHeaders = .listed([.contentType])
    options.maxAge = .seconds(600)
    return try CORSPolicy(options)
  }

  // CORS says who may read; who may change something is said here.
  private static func originChecked(_ origins: [WebOrigin]) throws -> CSRFPolicy {
    var options = CSRFOptions()
    options.allowedOrigins = Set(origins)
    return try CSRFPolicy(options)
  }

  private static func perClient(_ rate: Rate) throws -> RateLimit {
    var options = RateLimitOptions(name: "client", rate: rate)
    options.burst = rate.count * 2
    return try RateLimit(options)
  }
}
