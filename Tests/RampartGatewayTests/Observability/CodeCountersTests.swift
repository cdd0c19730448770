import CoreMetrics
import RampartCore
import Testing

@testable import RampartGateway

@Suite("Counting by code")
struct CodeCountersTests {
  @Test("loses nothing when many count at once, codes that nobody foresaw among them")
  func concurrent() async {
    let registry = PrometheusRegistry(help: [:])
    let counters = CodeCounters(["known", "other"]) {
      Counter(label: "a_total", dimensions: [("code", $0)], factory: registry)
    }
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask {
          for round in 0..<5000 {
            counters.increment("known")
            counters.increment("new\(round % 3)")
          }
        }
      }
    }
    let text = registry.exposition()
    #expect(text.contains("a_total{code=\"known\"} 40000\n") && text.contains("a_total{code=\"other\"} 0\n"))
    let unforeseen = [13336, 13336, 13328]
    for (index, count) in unforeseen.enumerated() { #expect(text.contains("a_total{code=\"new\(index)\"} \(count)\n")) }
  }

  @Test("shows each known code from the start, and counts what the exchange reports")
  func metrics() {
    let metrics = GatewayMetrics()
    metrics.denied("request.malformed")
    metrics.denied("something.new")
    metrics.detected("waf.blocked")
    metrics.refusedConnection("floods")
    let text = metrics.exposition(heldBodies: 0)
    for line in [
      "rampart_denials_total{code=\"request.malformed\"} 1", "rampart_denials_total{code=\"something.new\"} 1",
      "rampart_denials_total{code=\"csrf.tokenInvalid\"} 0", "rampart_detections_total{code=\"waf.blocked\"} 1",
      "rampart_connections_refused_total{reason=\"floods\"} 1",
    ] {
      #expect(text.contains(line + "\n"), "\(line)")
    }
  }

  @Test("foresees every denial of the gateway")
  func foreseen() {
    let own: [Denial] = [
      .malformed, .requestTimeout, .clientStalled, .bodyTooLarge, .overloaded, .targetTooLong, .expectationFailed,
      .misdirected, .headTooLarge, .methodNotImplemented, .versionNotSupported, .notFound, .unreachable,
      .invalidResponse, .unavailable, .upstreamTimeout,
    ]
    for denial in own { #expect(DecisionCode.denials.contains(denial.code), "\(denial.code)") }
  }
}
