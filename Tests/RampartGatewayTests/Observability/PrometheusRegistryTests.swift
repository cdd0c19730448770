import CoreMetrics
import Testing

@testable import RampartGateway

@Suite("The Prometheus exposition")
struct PrometheusRegistryTests {
  @Test("writes counters, gauges and histograms with escaped labels")
  func exposition() {
    let registry = PrometheusRegistry(help: ["a_total": "How many."])
    let counter = Counter(label: "a_total", dimensions: [("x", "q\"\\\n")], factory: registry)
    counter.increment(by: 2)
    Counter(label: "a_total", dimensions: [("x", "q\"\\\n")], factory: registry).increment()
    Meter(label: "b", dimensions: [], factory: registry).set(1.5)
    Timer(label: "c_seconds", dimensions: [], factory: registry).recordNanoseconds(3_000_000)
    let text = registry.exposition()
    #expect(text.contains("# HELP a_total How many.\n# TYPE a_total counter\na_total{x=\"q\\\"\\\\\\n\"} 3\n"))
    #expect(text.contains("# TYPE b gauge\nb 1.5\n"))
    #expect(text.contains("c_seconds_bucket{le=\"0.0025\"} 0\nc_seconds_bucket{le=\"0.005\"} 1\n"))
    #expect(text.contains("c_seconds_bucket{le=\"+Inf\"} 1\nc_seconds_sum 0.003\nc_seconds_count 1\n"))
  }
}
