import HTTPTypes
import RampartCore

extension CORSPolicy {
  /// The answer to a preflight.
  func answer(toPreflight request: some RequestFacts, _ finding: Finding) -> Verdict {
    var verdict = Verdict(options.forwardsPreflights ? .pass : .answer(LocalAnswer(status: options.preflightStatus)))
    verdict.response = ResponseEdits(preflightEdits)
    switch finding {
    case .notForeign: break
    case .refused:
      if options.deniesRefusedOrigins {
        verdict.decision = .deny(.originRefused)
      } else {
        verdict.detected = .originRefused
      }
    case .anybody: allow("*", request, &verdict)
    case .allowed(let origin): allow(origin, request, &verdict)
    }
    return verdict
  }

  private func allow(_ origin: String, _ request: some RequestFacts, _ verdict: inout Verdict) {
    verdict.response = allowance(origin, allowedPreflightEdits)
    let requested = RequestedHeaders(request.values(of: .accessControlRequestHeaders))
    if options.allowedHeaders == .requested, let requested, !requested.names.isEmpty {
      verdict.response.append(HTTPField(name: .accessControlAllowHeaders, value: requested.text))
    }
    let wantsPrivateNetwork = request.values(of: .accessControlRequestPrivateNetwork) == ["true"]
    if wantsPrivateNetwork, options.allowsPrivateNetwork {
      verdict.response.append(HTTPField(name: .accessControlAllowPrivateNetwork, value: "true"))
    }
    verdict.detected =
      if !allowsMethod(request.values(of: .accessControlRequestMethod)) {
        .methodRefused
      } else if !allows(requested) {
        .headerRefused
      } else if wantsPrivateNetwork, !options.allowsPrivateNetwork {
        .privateNetworkRefused
      } else {
        nil
      }
  }

  // The browser compares with what it is told, so this is for the counters alone.
  private func allowsMethod(_ sent: [String]) -> Bool {
    guard sent.count == 1, let method = sent.first else { return false }
    return ["GET", "HEAD", "POST"].contains(method)
      || options.methods.contains { $0.rawValue == method || $0.rawValue == "*" }
  }

  private func allows(_ requested: RequestedHeaders?) -> Bool {
    guard let requested else { return false }
    guard case .listed(let allowed) = options.allowedHeaders else { return true }
    return requested.names.allSatisfy { name in
      // Fetch: a star does not cover Authorization.
      allowed.contains(name) || name != .authorization && allowed.contains { $0.canonicalName == "*" }
    }
  }
}
