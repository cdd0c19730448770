import RampartBrowser
import RampartCore
import RampartRedis
import RampartTraffic

/// What one value cannot know by itself: whether the values fit each other.
extension GatewayConfiguration {
  func contradictions() -> [ConfigurationProblem] {
    listenerProblems() + portProblems() + routeProblems() + upstreamProblems() + rateLimitProblems()
      + fieldNameProblems() + evadedHostProblems()
  }

  private func listenerProblems() -> [ConfigurationProblem] {
    var problems: [ConfigurationProblem] = []
    var seen: [ServerAddress: Int] = [:]
    for listener in listeners {
      let position = listener.address.position
      if let line = seen.updateValue(position.line, forKey: listener.address.value) {
        problems.append(
          .init(
            "impossibleValue", "`\(listener.address.value)` is listened at twice, first on line \(line)", at: position))
      }
      if admin?.address == listener.address.value {
        problems.append(
          .init("impossibleValue", "`\(listener.address.value)` is the admin address as well", at: position))
      }
      if listener.redirect != nil, listener.tls != nil {
        problems.append(
          .init("impossibleValue", "a TLS listener cannot redirect to itself, remove `redirect`", at: position))
      }
      if let redirect = listener.redirect, redirect.port == nil, !listeners.contains(where: { $0.tls != nil }) {
        problems.append(
          .init(
            "impossibleValue", "`redirect: https` needs a listener with `tls`",
            hint: "or say where HTTPS is served: `redirect: { to: https, port: 443 }`", at: position))
      }
      if listener.clientCertificates != nil, listener.tls == nil {
        problems.append(.init("impossibleValue", "`clientCertificates` needs `tls` on the same listener", at: position))
      }
    }
    return problems
  }

  private func routeProblems() -> [ConfigurationProblem] {
    let names = upstreams.map(\.name)
    var problems: [ConfigurationProblem] = []
    for (index, route) in routes.enumerated() {
      let name = route.upstream
      if !names.contains(name.value) {
        problems.append(
          .init(
            "impossibleValue", "there is no upstream \(Excerpt.of(name.value))",
            hint: Suggestion.hint(for: name.value, among: names), at: name.position))
      }
      let catcher = routes[..<index].first { earlier in
        (earlier.host == nil || earlier.host == route.host) && (earlier.path.isEverything || earlier.path == route.path)
      }
      if let catcher {
        let line = catcher.upstream.position.line
        problems.append(
          .init(
            "impossibleValue", "this route is never reached, the one on line \(line) takes it all", at: name.position)
        )
      }
    }
    return problems
  }

  private func upstreamProblems() -> [ConfigurationProblem] {
    upstreams.compactMap { name, upstream in
      guard let tls = upstream.tls, !upstream.servers.contains(where: \.isTLS) else { return nil }
      return ConfigurationProblem(
        "impossibleValue", "upstream `\(name)` has `tls` but no `https` server", at: tls.position)
    }
  }

  private func rateLimitProblems() -> [ConfigurationProblem] {
    var problems: [ConfigurationProblem] = []
    var seen: Set<String> = []
    for entry in rateLimits {
      let name = entry.value.name
      if !seen.insert(name).inserted {
        problems.append(.init("impossibleValue", "two rate limits have the name `\(name)`", at: entry.position))
      }
      if entry.value.store == .redis, state.redis == nil {
        problems.append(
          .init("impossibleValue", "the rate limit `\(name)` needs `state: { redis: … }`", at: entry.position))
      }
    }
    return problems
  }

  /// A limit that counts by a field must not be fed by another that the backend takes for the same.
  private func fieldNameProblems() -> [ConfigurationProblem] {
    rateLimits.flatMap { entry in
      entry.value.keys.compactMap { key in
        guard let name = key.headerName,
          let twin = clients.fieldNames.allowedNames.first(where: {
            $0 != name.lowercased() && FieldNamePolicy.folded($0) == FieldNamePolicy.folded(name)
          })
        else { return nil }
        return ConfigurationProblem(
          "impossibleValue",
          "the rate limit `\(entry.value.name)` counts by `\(name)`, and a backend may take `\(twin)` for it",
          hint: "take `\(twin)` out of `clients.allowFields`", at: entry.position)
      }
    }
  }
}
