import RampartWAF
import Testing

@Suite("Anomaly scores") struct ScoringTests {
  /// The way of the Core Rule Set in small.
  private static let rules = """
    SecRule &TX:blocking_paranoia_level "@eq 0" "id:1,phase:1,pass,nolog,setvar:tx.blocking_paranoia_level=1"
    SecRule &TX:inbound_anomaly_score_threshold "@eq 0" \
      "id:2,phase:1,pass,nolog,setvar:tx.inbound_anomaly_score_threshold=5"
    SecAction "id:3,phase:1,pass,nolog,setvar:tx.critical=5,setvar:tx.notice=2,setvar:tx.score=0"
    SecRule ARGS "@rx attack" "id:10,phase:2,pass,log,setvar:tx.score=+%{tx.critical}"
    SecRule ARGS "@rx odd" "id:11,phase:2,pass,log,setvar:tx.score=+%{tx.notice}"
    SecRule TX:BLOCKING_PARANOIA_LEVEL "@lt 2" "id:20,phase:2,pass,nolog,skipAfter:END2"
    SecRule ARGS "@rx strange" "id:21,phase:2,pass,log,setvar:tx.score=+%{tx.critical}"
    SecMarker END2
    SecRule TX:score "@ge %{tx.inbound_anomaly_score_threshold}" \
      "id:90,phase:2,deny,log,msg:'score %{TX.score}'"
    """

  private func run(_ change: (inout FirewallOptions) -> Void = { _ in }) throws -> RuleRun {
    var options = FirewallOptions()
    change(&options)
    return try RuleRun(Self.rules, options: options)
  }

  @Test func `scores add up to the threshold`() throws {
    let run = try run()
    #expect(run("/?a=odd").intervention == nil)
    #expect(run("/?a=odd").tx("score") == "2")
    let outcome = run("/?a=odd&b=odd&c=odd")
    #expect(outcome.intervention?.cause == .rule(90))
    #expect(outcome.matches.last?.message == "score 6")
    #expect(run("/?a=attack").intervention != nil)
  }

  @Test func `thresholds and paranoia of the options come first`() throws {
    #expect(try run { $0.inboundThreshold = 10 }("/?a=attack").intervention == nil)
    #expect(try run { $0.inboundThreshold = 10 }("/?a=attack&b=attack").intervention != nil)
    #expect(try run()("/?a=strange").ids.isEmpty)
    #expect(try run { $0.paranoia = 2 }("/?a=strange").ids == [21, 90])
    let outcome = try run {
      $0.outboundThreshold = 7
      $0.assignments = [("critical", "50"), ("own", "text")]
    }("/")
    #expect(outcome.tx("outbound_anomaly_score_threshold") == "7")
    #expect(outcome.tx("own") == "text" && outcome.tx("critical") == "5")
  }
}
