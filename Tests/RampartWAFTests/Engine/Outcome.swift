import RampartWAF
import Testing

/// All that a transaction has come to, to compare the two strategies.
struct Outcome: Equatable {
  struct Match: Equatable {
    var id: Int
    var message: String
    var logData: String
    /// `ARGS:q=value`
    var values: [String]
    var tags: [String]
    var isSanitised: Bool
  }

  var matches: [Match]
  var tx: [String]
  var intervention: Intervention?
  var detected: Intervention?
  var auditEngine: EngineMode
  var areMatchesCut: Bool
  var hasExceededLimit: Bool

  var ids: [Int] { matches.map(\.id) }

  init(_ transaction: Transaction) {
    matches = transaction.matches.map { match in
      Match(
        id: match.id, message: Latin1.text(match.message), logData: Latin1.text(match.logData),
        values: match.values.map { "\(Latin1.text($0.name))=\(Latin1.text($0.value))" },
        tags: match.rule.tags + match.expandedTags.map(Latin1.text), isSanitised: transaction.isSanitised(match))
    }
    tx = transaction.txDump
    intervention = transaction.intervention
    detected = transaction.detected
    auditEngine = transaction.auditEngine
    areMatchesCut = transaction.areMatchesCut
    hasExceededLimit = transaction.hasExceededLimit
  }

  /// Without what says that an expression was given up.
  var withoutLimit: Outcome {
    var outcome = self
    outcome.hasExceededLimit = false
    outcome.tx.removeAll { $0.hasPrefix("msc_pcre_limits_exceeded=") }
    return outcome
  }

  /// A member of `TX`.
  func tx(_ name: String) -> String? {
    tx.first { $0.hasPrefix(name + "=") }.map { String($0.dropFirst(name.count + 1)) }
  }

  /// The values of the only match of a rule.
  func values(of id: Int) -> [String] { matches.first { $0.id == id }?.values ?? [] }
}

/// Runs requests through a text of rules, with both strategies, which must come to the same.
struct RuleRun {
  private let rules: String
  private let gated: Workspace
  private let sequential: Workspace

  init(_ rules: String, options: FirewallOptions = FirewallOptions()) throws {
    self.rules = rules
    let files = MemorySecLangFiles(texts: ["test.conf": "SecRuleEngine On\nSecResponseBodyAccess On\n" + rules])
    let firewall = try Firewall(try RuleSetReader.read(["test.conf"], from: files), options: options)
    gated = try firewall.makeWorkspace(.gated)
    sequential = try firewall.makeWorkspace(.sequential)
  }

  @discardableResult
  func callAsFunction(_ request: CorpusRequest, excluding exclusions: [Int] = []) -> Outcome {
    let first = outcome(gated, request, exclusions)
    let second = outcome(sequential, request, exclusions)
    #expect(first == second, "the strategies differ with\n\(rules)")
    return first
  }

  @discardableResult
  func callAsFunction(_ target: String, excluding exclusions: [Int] = []) -> Outcome {
    self(CorpusRequest(target: Array(target.utf8)), excluding: exclusions)
  }

  private func outcome(_ workspace: Workspace, _ request: CorpusRequest, _ exclusions: [Int]) -> Outcome {
    let transaction = workspace.run(request, excluding: exclusions)
    defer { transaction.close() }
    return Outcome(transaction)
  }
}

extension CorpusRequest {
  static func post(_ body: String, type: String = "application/x-www-form-urlencoded") -> CorpusRequest {
    var request = CorpusRequest(method: Array("POST".utf8))
    request.set(body: Array(body.utf8), type: type)
    return request
  }

  static func answer(_ body: String, status: Int = 200) -> CorpusRequest {
    CorpusRequest(status: status, answer: Array(body.utf8))
  }
}
