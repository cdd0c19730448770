package import RampartCore

/// The requests that one entry of a control is for: `/api/**`, or `example.org/login` for one host alone.
///
/// Backends differ in what they make of a path (`PathReadings`). What protects asks `mayMatch`, what loosens asks
/// `surelyMatches`.
package struct RouteScope: Sendable, Hashable {
  private struct Pattern: Sendable, Hashable {
    var host: HostPattern?
    var path: PathPattern

    func covers(_ other: Pattern) -> Bool {
      (host == nil || host == other.host) && path.covers(other.path)
    }

    func coversReadings(of other: Pattern, asSent: Bool) -> Bool {
      (host == nil || host == other.host) && (asSent ? path.isEverything : path.coversReadings(of: other.path))
    }

    func isApart(from other: Pattern) -> Bool {
      if let host, let otherHost = other.host, host != otherHost, !host.isWildcard, !otherHost.isWildcard {
        return true
      }
      return path.isApart(from: other.path)
    }

    func grade(_ request: RequestPath, _ reading: UnsafeRawBufferPointer, isReading: Bool) -> PathMatch {
      host?.matches(request.host) ?? true ? path.grade(reading, isReading: isReading) : .no
    }
  }

  private let patterns: [Pattern]
  private var exceptions: [RouteScope] = []
  /// Whether the backend gets paths as they were sent.
  private var isAsSent = false

  /// Every request.
  package static let everything = RouteScope(patterns: [])

  private init(patterns: [Pattern]) {
    self.patterns = patterns
  }

  /// The requests of one route.
  package init(_ route: RouteOptions) {
    patterns = [Pattern(host: route.host, path: route.path)]
    isAsSent = route.forwardsPathAsSent
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

  /// A host of this scope and its path, of requests that the route serves with any other host as well.
  package func evaded(by route: RouteOptions) -> (host: HostPattern, path: PathPattern)? {
    guard route.host == nil else { return nil }
    return patterns.lazy.compactMap { pattern in pattern.host.map { ($0, pattern.path) } }
      .first { !$0.1.isApart(from: route.path) }
  }

  /// Whether it is for these paths, whatever the host.
  package func coversForEveryHost(_ path: PathPattern) -> Bool {
    patterns.isEmpty || patterns.contains { $0.host == nil && $0.path.covers(path) }
  }

  // MARK: what a route decides alone

  /// The same, for requests of a route of which nothing else is known.
  func seeing(_ route: RouteScope) -> RouteScope {
    var scope = self
    scope.isAsSent = route.isAsSent
    scope.exceptions = exceptions.map { $0.seeing(route) }
    return scope
  }

  /// What is left to ask of requests that are known to be in the other scope; nil where none of them can be in this one.
  ///
  /// INVARIANT: `mayMatch` and `surelyMatches` say of such a request what they said before.
  package func within(_ other: RouteScope) -> RouteScope? {
    guard !isApart(from: other) else { return nil }
    var scope = RouteScope(patterns: coversReadings(of: other) ? [] : patterns)
    scope.isAsSent = other.isAsSent
    scope.exceptions = exceptions.compactMap { $0.within(other) }
    return scope.exceptions.contains(where: \.isEverything) ? nil : scope
  }

  private func isApart(from other: RouteScope) -> Bool {
    !patterns.isEmpty && !other.patterns.isEmpty
      && patterns.allSatisfy { pattern in other.patterns.allSatisfy { pattern.isApart(from: $0) } }
  }

  private func coversReadings(of other: RouteScope) -> Bool {
    if patterns.isEmpty { return true }
    return !other.patterns.isEmpty
      && other.patterns.allSatisfy { pattern in
        patterns.contains { $0.coversReadings(of: pattern, asSent: other.isAsSent) }
      }
  }

  // MARK: requests

  /// Whether some backend takes the request for one of these.
  package func mayMatch(_ request: RequestPath) -> Bool {
    if isEverything || grade(request, request.path, isReading: false) != .no { return true }
    guard hasOtherReadings(request) else { return false }
    return otherReadings(of: request).contains { reading in
      reading.withUnsafeBytes { grade(request, $0, isReading: true) } != .no
    }
  }

  /// Whether every backend does.
  package func surelyMatches(_ request: RequestPath) -> Bool {
    if isEverything { return true }
    guard grade(request, request.path, isReading: false) == .surely else { return false }
    guard hasOtherReadings(request) else { return true }
    return otherReadings(of: request).allSatisfy { reading in
      reading.withUnsafeBytes { grade(request, $0, isReading: true) } == .surely
    }
  }

  /// The readings by which the request is one of these; the path itself may be among them.
  package func matchingReadings(of request: RequestPath) -> [String] {
    ([Array(request.path)] + otherReadings(of: request)).enumerated().compactMap { index, reading in
      let match: PathMatch = reading.withUnsafeBytes { grade(request, $0, isReading: index > 0) }
      return match == .no ? nil : String(decoding: reading, as: UTF8.self)
    }
  }

  @inline(__always)
  private func hasOtherReadings(_ request: RequestPath) -> Bool {
    !request.readings.isEmpty || isAsSent && !request.unmerged.isEmpty
  }

  private func otherReadings(of request: RequestPath) -> [[UInt8]] {
    request.readings.alternatives + (isAsSent && !request.unmerged.isEmpty ? [request.unmerged] : [])
  }

  private func grade(_ request: RequestPath, _ reading: UnsafeRawBufferPointer, isReading: Bool) -> PathMatch {
    var grade = PathMatch.surely
    if !patterns.isEmpty {
      grade = .no
      for pattern in patterns where grade != .surely {
        grade = max(grade, pattern.grade(request, reading, isReading: isReading))
      }
    }
    for exception in exceptions where grade != .no {
      switch exception.grade(request, reading, isReading: isReading) {
      case .surely: grade = .no
      case .perhaps: grade = .perhaps
      case .no: break
      }
    }
    return grade
  }

  package static let declaration = Declaration<String>.list(of: .text, atLeast: 1).map(
    { texts throws(ConfigurationProblem) in try RouteScope(texts) },
    back: { _ in nil })
}

/// Where a request goes, as far as scopes ask.
package struct RequestPath {
  /// Lower case, without port or trailing dot.
  package let host: UnsafeRawBufferPointer
  /// Canonical.
  package let path: UnsafeRawBufferPointer
  package let readings: PathReadings
  /// Canonical but for runs of slashes; empty where there are none.
  package let unmerged: [UInt8]

  package init(
    host: UnsafeRawBufferPointer, path: UnsafeRawBufferPointer, readings: PathReadings, unmerged: [UInt8] = []
  ) {
    self.host = host
    self.path = path
    self.readings = readings
    self.unmerged = unmerged
  }
}
