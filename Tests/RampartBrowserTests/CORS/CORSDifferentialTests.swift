import Foundation
import HTTPTypes
import RampartBrowser
import RampartCore
import Testing

/// The same configurations and requests for `CORSPolicy` and for the `cors` package that Express applications use.
///
/// Where the two mean to differ, a rule says for which cases, why, and what the package's answer must become. After
/// the rules, the answers must be equal: the outcome, every `Access-Control-*` field, and the members of `Vary`.
@Suite struct CORSDifferentialTests {
  private static let count = 20_000

  @Test(.enabled(if: CORSReference.isInstalled, "needs node and the package node-cors of Debian"))
  func `Every difference from the cors package of Express is a named one`() throws {
    var generator = CORSCaseGenerator(seed: 2026)
    var cases = (0..<Self.count).map { _ in generator.next() }
    let refused = cases.filter { $0.options.origins == .any && $0.options.allowsCredentials }
    for refused in refused { #expect(throws: InvalidOption.self) { try CORSPolicy(refused.options) } }
    var named: [String: Int] = ["null with credentials is refused at construction": 0]
    named["any with credentials is refused at construction"] = refused.count
    cases.removeAll { item in
      guard item.options.allowsCredentials else { return false }
      if item.options.allowsNullOrigin { named["null with credentials is refused at construction", default: 0] += 1 }
      return item.options.origins == .any || item.options.allowsNullOrigin
    }
    let answers = try CORSReference.run(
      cases.map { .init(options: $0.reference, requests: [Self.request($0.request), Self.usual($0.request)]) })
    try #require(answers.count == cases.count)

    var equal = 0
    var allowed = 0
    var unexplained: [String] = []
    for (item, answers) in zip(cases, answers) {
      let ours = try Self.answer(CORSPolicy(item.options, isAllowed: item.predicate).evaluate(item.request))
      var expected = Self.comparable(answers[0])
      if expected == ours { equal += 1 }
      if CORSDifference.isPreflight(item.request), ours.fields["access-control-allow-methods"] != nil { allowed += 1 }
      for rule in CORSDifference.rules {
        let before = expected
        rule.apply(item, Self.comparable(answers[1]), &expected)
        if before != expected { named[rule.name, default: 0] += 1 }
      }
      if expected != ours {
        unexplained.append("\(item.reference) \(item.request.method) \(item.request.fields): \(expected) ≠ \(ours)")
      }
    }
    print(
      "CORS differential: \(cases.count) cases, \(equal) equal without a rule, \(allowed) preflights allowed, "
        + "\(unexplained.count) unexplained")
    for (name, count) in named.sorted(by: { $0.key < $1.key }) { print("  \(count)\t\(name)") }
    #expect(unexplained.isEmpty, "\(unexplained.prefix(3).joined(separator: "\n"))")
    #expect(cases.count >= 10_000)
    #expect(allowed >= 500, "too few cases in which something is allowed")
    #expect(CORSDifference.rules.allSatisfy { named[$0.name, default: 0] > 0 }, "a rule that explains nothing")
  }

  private static func request(_ request: TestRequest) -> CORSReference.Request {
    let headers = request.fields.map { ($0.name.lowercased(), $0.value) }
    return CORSReference.Request(method: request.method.rawValue, headers: Dictionary(headers) { $1 })
  }

  /// The same request as it is to us: its origin in canonical form, and GET where it is no preflight.
  private static func usual(_ request: TestRequest) -> CORSReference.Request {
    var usual = Self.request(request)
    if let origin = usual.headers["origin"], let canonical = WebOrigin(origin) {
      usual.headers["origin"] = canonical.description
    }
    if !CORSDifference.isPreflight(request) { usual.method = "GET" }
    return usual
  }

  private static func answer(_ verdict: Verdict) -> CORSDifference.Answer {
    var answer = CORSDifference.Answer(outcome: verdict.outcome, vary: Set(verdict.vary))
    for field in verdict.response.fields { answer.fields[field.name.canonicalName, default: ""] += field.value }
    return answer
  }

  private static func comparable(_ answer: CORSReference.Answer) -> CORSDifference.Answer {
    let vary = (answer.headers["vary"] ?? "").split(separator: ",").map { $0.trimmingPrefix(" ").lowercased() }
    return CORSDifference.Answer(
      outcome: answer.answered ? "answer \(answer.status)" : "pass",
      fields: answer.headers.filter { $0.key.hasPrefix("access-control-") },
      vary: Set(vary))
  }
}
