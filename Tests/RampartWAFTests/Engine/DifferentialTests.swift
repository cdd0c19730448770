import Foundation
import RampartWAF
import Testing

/// ModSecurity 3.0.9 with the same rules is asked which of them match.
@Suite("Rules against ModSecurity", .serialized) struct DifferentialTests {
  @Test(
    "the same rules match as in ModSecurity, on the requests of the Core Rule Set's tests and others made of them",
    .enabled(if: Corpus.isAvailable && OracleProgram.isAvailable, "needs CRS 4.28.0, libmodsecurity-dev and Python"))
  func sameRulesMatch() throws {
    let requests = try Corpus.sample(Corpus.count(ordinarily: 3000), seed: 7)
    let oracle = try FirewallOracle(rules: try Corpus.ruleFiles())
    let answers = try oracle.begin(requests)
    let workspace = try Corpus.firewall.get().makeWorkspace()
    let own = requests.map { request -> Set<Int> in
      let transaction = workspace.run(request)
      defer { transaction.close() }
      return Set(transaction.matches.map(\.id))
    }
    let theirs = try answers()
    try #require(theirs.count == requests.count)
    let facts = RuleFacts(try Corpus.rules.get().rules)
    var explained: [ExplainedDifference: Int] = [:]
    var differences: [String] = []
    var matched = 0
    for (index, request) in requests.enumerated() {
      let expected = Set(theirs[index].map(\.id))
      matched += expected.count
      let difference = RuleDifference(request, own: own[index], theirs: expected, facts)
      for reason in difference.reasons { explained[reason, default: 0] += 1 }
      if !difference.isExplained { differences.append("\(difference)") }
    }
    let reasons = explained.map { "\($0.key.rawValue): \($0.value)" }.sorted()
    print("\(requests.count) requests, \(matched) matches, differences: \(reasons), unexplained \(differences.count)")
    if let path = ProcessInfo.processInfo.environment["RAMPART_WAF_DIFFERENCES"] {
      try Data(differences.joined(separator: "\n\n").utf8).write(to: URL(filePath: path))
    }
    #expect(differences.isEmpty, "\(differences.prefix(5).joined(separator: "\n\n"))")
    #expect(matched > requests.count)
  }
}
