package import RampartCore

/// The requests that one entry of a control is for: `/api/**`, or `example.org/login` for one host alone.
package struct RouteScope: Sendable, Hashable {
  private struct Pattern: Sendable, Hashable {
    var host: HostPattern?
    var path: PathPattern

    func covers(_ other: Pattern) -> Bool {
      (host == nil || host == other.host) && path.covers(other.path)
    }

    func isApart(from other: Pattern) -> Bool {
      if let host, let otherHost = other.host, host != otherHost, !host.isWildcard, !otherHost.isWildcard {
        return true
      }
      return path.isApart(from: other.path)
    }

    /// A trailing slash is no way around.
    func matches(host: UnsafeRawBufferPointer, path: UnsafeRawBufferPointer) -> Bool {
      (self.host?.matches(host) ?? true) && self.path.matchesWithOrWithoutSlash(path)
    }
  }

  private let patterns: [Pattern]
  private var exceptions: [RouteScope] = []

  /// Every request.
  package static let everything = RouteScope(patterns: [])

  private init(patterns: [Pattern]) {
    self.patterns = patterns
  }

  /// The requests of one route.
  package init(_ route: RouteOptions) {
    patterns = [Pattern(host: route.host, path: route.path)]
  }

  package var isEverything: Bool { patterns.isEmpty && exceptions.isEmpty }

  /// - Throws: for what is no path pattern, with or without a host before it.
  package init(_ texts: [String]) throws(ConfigurationProblem) {
    var patterns: [Pattern] = []
    for text in texts {
      guard let slash = text.firstIndex(of: "/"), let path = PathPattern(String(text[slash...])) else {
        throw ConfigurationProblem("impossibleValue", "\(Excerpt.of(text)) is not a route", hint: Self.hint(for: text))
      }
      let host = text[..<slash]
      let isHost = host.contains(".") || host.contains(":") || host == "localhost"
      guard host.isEmpty || isHost else {
        throw ConfigurationProblem(
          "impossibleValue", "\(Excerpt.of(text)) is not a route", hint: "did you mean `/\(text)`?")
      }
      guard host.isEmpty || HostPattern(String(host)) != nil else {
        throw ConfigurationProblem("impossibleValue", "\(Excerpt.of(String(host))) is not a host name")
      }
      patterns.append(Pattern(host: host.isEmpty ? nil : HostPattern(String(host)), path: path))
    }
    self.patterns = patterns
  }

  private static func hint(for text: String) -> String {
    guard !Excerpt.looksLikeSecret(text), let slash = text.firstIndex(of: "/"),
      let path = PathPattern.canonical(String(text[slash...]))
    else { return "write it like `/api/**` or `example.org/api/**`" }
    return "did you mean `\(text[..<slash])\(path)`?"
  }

  /// Whether every request of the other scope is one of this, as far as the texts of both tell.
  package func covers(_ other: RouteScope) -> Bool {
    if patterns.isEmpty { return true }
    return !other.patterns.isEmpty
      && other.patterns.allSatisfy { pattern in patterns.contains { $0.covers(pattern) } }
  }

  /// What is in this scope and in none of the others.
  package func excluding(_ others: [RouteScope]) -> RouteScope {
    var scope = self
    scope.exceptions += others
    return scope
  }

  /// What is left to ask of requests that are known to be in the other scope; nil where none of them is in this one.
  package func within(_ other: RouteScope) -> RouteScope? {
    guard !isApart(from: other) else { return nil }
    var scope = RouteScope(patterns: covers(other) ? [] : patterns)
    scope.exceptions = exceptions.compactMap { $0.within(other) }
    return scope.exceptions.contains(where: \.isEverything) ? nil : scope
  }

  private func isApart(from other: RouteScope) -> Bool {
    !patterns.isEmpty && !other.patterns.isEmpty
      && patterns.allSatisfy { pattern in other.patterns.allSatisfy { pattern.isApart(from: $0) } }
  }

  /// - Parameters:
  ///   - host: lower case, without port or trailing dot.
  ///   - path: canonical.
  package func matches(host: UnsafeRawBufferPointer, path: UnsafeRawBufferPointer) -> Bool {
    guard patterns.isEmpty || patterns.contains(where: { $0.matches(host: host, path: path) }) else { return false }
    return !exceptions.contains { $0.matches(host: host, path: path) }
  }

  package static let declaration = Declaration<String>.list(of: .text, atLeast: 1).map(
    { texts throws(ConfigurationProblem) in try RouteScope(texts) },
    back: { _ in nil })
}
