import RampartWAF

/// The rules that match a request in one engine only.
struct RuleDifference: CustomStringConvertible {
  let request: CorpusRequest
  /// Only in ModSecurity.
  private(set) var missing: Set<Int>
  /// Only in ours.
  private(set) var extra: Set<Int>
  private(set) var reasons: [ExplainedDifference] = []
  private let facts: RuleFacts

  init(_ request: CorpusRequest, own: Set<Int>, theirs: Set<Int>, _ facts: RuleFacts) {
    self.request = request
    self.facts = facts
    missing = theirs.subtracting(own)
    extra = own.subtracting(theirs)
    for reason in ExplainedDifference.allCases where !isExplained {
      let ids = explained(by: reason)
      guard !missing.union(extra).isDisjoint(with: ids) else { continue }
      missing.subtract(ids)
      extra.subtract(ids)
      reasons.append(reason)
    }
    // Sums of scores differ where a rule that scores does.
    if !reasons.isEmpty {
      missing.subtract(facts.sums)
      extra.subtract(facts.sums)
    }
  }

  var isExplained: Bool { missing.isEmpty && extra.isEmpty }

  var description: String { "missing \(missing.sorted()), extra \(extra.sorted()), \(reasons): \(request.shown)" }

  /// The ids that a reason accounts for in this request.
  private func explained(by reason: ExplainedDifference) -> Set<Int> {
    switch reason {
    case .noAuditLog: extra.intersection(facts.noAuditLog)
    case .multiMatchChain: missing.intersection(facts.multiMatchChains)
    case .phrases: extra.intersection(facts.phrases)
    case .cssNul: hasNul ? extra.intersection(facts.cssDecoding) : []
    case .partHeaderEnds: isMultipart ? missing.intersection([922_110]) : []
    case .partHeaderCharacters: isMultipart && body.error != nil ? extra.intersection([200_002, 200_003]) : []
    case .multipartLines: isMultipart && hasLines ? missing.union(extra) : []
    case .versionMissing: request.version.starts(with: Array("HTTP/".utf8)) ? [] : missing.union(extra)
    case .questionMark: path.contains("%3f") ? missing.union(extra) : []
    case .contentTypes: request.values("content-type").count > 1 ? missing.union(extra) : []
    case .fragment: request.target.contains(UInt8(ascii: "#")) ? missing.union(extra) : []
    }
  }

  private var isMultipart: Bool {
    request.values("content-type").contains { Latin1.text($0).lowercased().hasPrefix("multipart/form-data") }
  }

  private var path: String {
    Latin1.text(Array(request.target.prefix { $0 != UInt8(ascii: "?") })).lowercased()
  }

  private var hasNul: Bool {
    let all = request.encoded
    return request.body.contains(0) || ["%00", "\\0", "&#0", "\\u0000"].contains { Latin1.text(all).contains($0) }
  }

  private var parts: RequestParts {
    var parts = RequestParts()
    let type = request.values("content-type").first ?? []
    request.body.withUnsafeBytes { body in
      type.withUnsafeBytes { parts.parseBody(body, as: .multipart, contentType: $0) }
    }
    return parts
  }

  private var body: ParsedBody { parts.body }

  private var hasLines: Bool {
    let parts = parts
    return parts.body.arguments.contains { parts.arena.bytes($0.value).contains(0x0A) }
  }
}

/// What of a rule set explanations ask for.
struct RuleFacts {
  let noAuditLog: Set<Int>
  let multiMatchChains: Set<Int>
  let phrases: Set<Int>
  let cssDecoding: Set<Int>
  /// Rules that compare scores.
  let sums: Set<Int> = [949_110, 949_111, 959_100, 959_101, 980_170]

  init(_ rules: [Rule]) {
    func ids(_ isMeant: (Rule) -> Bool) -> Set<Int> { Set(rules.filter(isMeant).map(\.id)) }
    noAuditLog = ids { $0.actions.logs && !$0.actions.auditLogs }
    multiMatchChains = ids { $0.isMultiMatch && !$0.chain.isEmpty }
    phrases = ids { $0.condition?.name == .pm || $0.condition?.name == .pmFromFile }
    cssDecoding = ids { rule in ([rule] + rule.chain).contains { $0.transformations.contains(.cssDecode) } }
  }
}
