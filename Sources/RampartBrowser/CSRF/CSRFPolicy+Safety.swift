import HTTPTypes
import RampartCore

extension CSRFPolicy {
  private static let overrides = [
    HTTPField.Name(known: "X-HTTP-Method-Override"), HTTPField.Name(known: "X-HTTP-Method"),
    HTTPField.Name(known: "X-Method-Override"),
  ]

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
    overrides.contains { !request.values(of: $0).isEmpty }
      || !request.query.isEmpty && FormFields(request.query.utf8, separators: "&;").has("_method")
  }

  /// A WebSocket handshake is a GET, carries cookies, and no CORS policy stands in its way (CWE-1385).
  static func opensSocket(_ request: some RequestFacts) -> Bool {
    !request.values(of: .upgrade).isEmpty
  }
}
