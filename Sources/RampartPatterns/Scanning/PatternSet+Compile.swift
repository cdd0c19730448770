extension PatternSet {
  /// Ids stand in an array of this size at most.
  private static let highestID = 1 << 20

  /// Compiles the requests, or takes the database from the cache.
  ///
  /// An expression that the library refuses is tried in weaker forms; where none is taken its bit is set in every scan.
  /// Thrown is only what concerns the whole: an id out of range, no memory.
  package static func compile(
    _ requests: [PatternRequest], for preference: PatternPreference = .speed, cache: PatternCache? = nil
  ) throws(PatternError) -> PatternSet {
    guard requests.allSatisfy({ (0..<highestID).contains($0.id) }) else {
      throw PatternError(code: "patterns.id", detail: "an id is not in 0..<\(highestID)")
    }
    guard let cache else { return try compile(requests, preference, cacheProblem: nil) }
    let key = PatternCacheKey(requests, preference)
    switch cache.load(key) {
    case .success(let entry):
      if entry.coverages.count == bitCount(requests), let set = entry.patternSet() { return set }
      return try compileAndStore(requests, preference, key, cache, problem: "the database in it is for another library")
    case .failure(let problem):
      return try compileAndStore(requests, preference, key, cache, problem: problem.detail)
    }
  }

  private static func compileAndStore(
    _ requests: [PatternRequest], _ preference: PatternPreference, _ key: PatternCacheKey, _ cache: PatternCache,
    problem: String?
  ) throws(PatternError) -> PatternSet {
    let set = try compile(requests, preference, cacheProblem: problem)
    if set.databases.isEmpty { return set }
    var entry = PatternCacheEntry(coverages: set.allCoverages)
    for database in set.databases {
      entry.databases.append((database.only, try database.serialized()))
    }
    let stored = cache.store(entry, key)
    return PatternSet(
      databases: set.databases, coverages: set.allCoverages, origin: .compiled, refusals: set.refusals,
      cacheProblem: stored ?? problem)
  }

  private static func compile(
    _ requests: [PatternRequest], _ preference: PatternPreference, cacheProblem: String?
  ) throws(PatternError) -> PatternSet {
    var compilation = PatternCompilation(requests, preference)
    let databases = try compilation.run()
    var coverages = Array(repeating: PatternCoverage.exact, count: bitCount(requests))
    for (id, coverage) in compilation.coverages {
      coverages[id] = max(coverages[id], coverage)
    }
    return PatternSet(
      databases: databases, coverages: coverages, origin: .compiled, refusals: compilation.refusals,
      cacheProblem: cacheProblem)
  }

  private static func bitCount(_ requests: [PatternRequest]) -> Int {
    (requests.map(\.id).max() ?? -1) + 1
  }

  private var allCoverages: [PatternCoverage] {
    (0..<bitCount).map(coverage(of:))
  }
}
