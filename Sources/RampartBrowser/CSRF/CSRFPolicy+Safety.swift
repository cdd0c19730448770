import HTTPTypes
import RampartCore

extension CSRFPolicy {
  /// Whether a request may have effects.
  func isUnsafe(_ request: some RequestFacts) -> Bool {
    if options.treatsAllMethodsAsUnsafe {
      // No page can make a browser send a preflight other than as a question.
      return !CORSPolicy.isPreflight(request, origins: request.values(of: .origin))
    }
    switch request.method {
    case .get, .head, .options: return Self.overridesMethod(request)
    default: return true
    }
  }

  private static func overridesMethod(_ request: some RequestFacts) -> Bool {
    request.hasMethodOverride
      || !request.query.isEmpty && FormFields(request.query.utf8, separators: "&;").has("_method")
  }

  /// Whether the origin layer looks at a request.
  func asksOrigin(of request: some RequestFacts, isUnsafe: Bool) -> Bool {
    isUnsafe && asksOriginOfUnsafe || asksOriginOfSockets && Self.opensSocket(request)
  }

  /// A WebSocket handshake is a GET, carries cookies, and no CORS policy stands in its way (CWE-1385).
  static func opensSocket(_ request: some RequestFacts) -> Bool {
    !request.values(of: .upgrade).isEmpty
  }

  /// A handshake that counts as unsafe for nothing but that every method does: it can carry no token.
  func isOnlySocket(_ request: some RequestFacts) -> Bool {
    options.treatsAllMethodsAsUnsafe && request.method == .get && Self.opensSocket(request)
      && !Self.overridesMethod(request)
  }
}
