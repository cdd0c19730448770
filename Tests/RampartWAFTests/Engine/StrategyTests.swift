import RampartWAF
import Testing

@Suite("Strategies", .serialized) struct StrategyTests {
  @Test(
    "what was scanned for first comes to the same as every rule in turn",
    .enabled(if: Corpus.isAvailable, "needs CRS 4.28.0 and Python"))
  func sameOutcome() throws {
    let requests = try Corpus.sample(Corpus.count(ordinarily: 600), seed: 11)
    let firewall = try Corpus.firewall.get()
    let (gated, sequential) = (try firewall.makeWorkspace(.gated), try firewall.makeWorkspace(.sequential))
    var differences: [String] = []
    var matches = 0
    var limited = 0
    for request in requests {
      let transaction = gated.run(request)
      let first = Outcome(transaction)
      transaction.close()
      let other = sequential.run(request)
      let second = Outcome(other)
      other.close()
      matches += first.matches.count
      // An expression that nothing can match is asked in turn only, and may be given up at its limit.
      if second.hasExceededLimit, !first.hasExceededLimit { limited += 1 }
      if first.withoutLimit != second.withoutLimit {
        differences.append("\(first)\n\(second)\n\(request.shown.prefix(2000))")
      }
    }
    print(
      "\(requests.count) requests with both strategies, \(matches) matches, \(limited) at a limit, \(differences.count) differences"
    )
    #expect(differences.isEmpty, "\(differences.prefix(3).joined(separator: "\n\n"))")
    #expect(matches > requests.count)
    #expect(limited <= requests.count / 100)
  }
}
