import HTTPTypes
import RampartCore

extension CORSPolicy {
  /// What the origin of a request is to the policy.
  enum Finding {
    /// The answer is the same for everybody.
    case anybody
    /// There is none, or it is the site's own: nothing to allow.
    case notForeign
    /// The text is the canonical one.
    case allowed(String)
    case refused
  }

  func finding(_ sent: [String], _ request: some RequestFacts) -> Finding {
    if options.origins == .any { return .anybody }
    guard let first = sent.first else { return .notForeign }
    // Which of several a cache or the backend would believe is unknown.
    guard sent.count == 1 else { return .refused }
    // The key and not what was sent, though they compare equal.
    if let known = exactOrigins.index(forKey: first) { return .allowed(exactOrigins[known].key) }
    switch SerializedOrigin(first) {
    case nil: return .refused
    case .null: return options.allowsNullOrigin ? .allowed("null") : .refused
    case .origin(let origin):
      let text = origin.description
      if exactOrigins[text] != nil || allows(origin) { return .allowed(text) }
      let own = WebOrigin(isSecure: request.isSecure, authority: request.authority)
      return origin == own ? .notForeign : .refused
    }
  }

  private func allows(_ origin: WebOrigin) -> Bool {
    patterns.contains { $0.matches(origin) } || isAllowed?(origin) == true
  }

  /// The answer to anything but a preflight.
  func answer(to finding: Finding) -> Verdict {
    switch finding {
    case .notForeign, .anybody:
      return Verdict(response: ResponseEdits(plainEdits))
    case .allowed(let origin):
      return Verdict(response: exactOrigins[origin].map { ResponseEdits($0) } ?? allowance(origin, allowedEdits))
    case .refused:
      if options.deniesRefusedOrigins { return Verdict(.deny(.originRefused), response: ResponseEdits(plainEdits)) }
      return Verdict(response: ResponseEdits(plainEdits), detected: .originRefused)
    }
  }

  func allowance(_ origin: String, _ others: StandingEdits) -> ResponseEdits {
    ResponseEdits(others, fields: [HTTPField(name: .accessControlAllowOrigin, value: origin)])
  }
}
