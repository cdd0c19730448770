import RampartConfiguration
import Testing

@testable import RampartGateway

@Suite("The health of a server")
struct ServerHealthTests {
  private let options = UpstreamOptions.Health()

  /// The changes that probes make; `true` passes.
  private func changes(_ probes: [Bool], _ health: inout ServerHealth) -> [ServerHealth.Change?] {
    probes.map { health.probed(hasPassed: $0, options) }
  }

  @Test("survives one failed probe, and two")
  func survives() {
    var health = ServerHealth()
    #expect(changes([true, false, true, false, false, true], &health) == Array(repeating: nil, count: 6))
    #expect(health.isWell && !health.isFailingProbes)
  }

  @Test("is lost with the third failed probe in a row and said once")
  func fails() {
    var health = ServerHealth()
    #expect(changes([false, false, false, false], &health) == [nil, nil, .failsProbes, nil])
    #expect(!health.isWell && health.isFailingProbes)
  }

  @Test("comes back with the second passed probe in a row")
  func recovers() {
    var health = ServerHealth()
    _ = changes([false, false, false], &health)
    #expect(changes([true, false, true, true, true], &health) == [nil, nil, nil, .passesProbes, nil])
    #expect(health.isWell)
  }

  @Test("follows thresholds of one at once")
  func single() {
    var options = options
    options.unhealthyAfter = 1
    options.healthyAfter = 1
    var health = ServerHealth()
    #expect(health.probed(hasPassed: false, options) == .failsProbes)
    #expect(health.probed(hasPassed: true, options) == .passesProbes)
  }

  @Test("is lost after three failed requests in a row, also without probes")
  func requests() {
    var health = ServerHealth()
    #expect([health.failed(), health.failed()] == [.firstFailure, nil])
    #expect(health.isWell)
    #expect([health.failed(), health.failed()] == [.ejected, nil])
    #expect(!health.isWell && !health.isFailingProbes)
    #expect(health.answered() == .answersAgain)
    #expect(health.isWell)
    #expect(health.answered() == nil)
  }

  @Test("is not restored by an answer while probes fail, nor by one passed probe while requests fail")
  func both() {
    var health = ServerHealth()
    _ = changes([false, false, false], &health)
    _ = health.failed()
    #expect(health.answered() == .answersAgain)
    #expect(!health.isWell)
    var ejected = ServerHealth()
    for _ in 0..<3 { _ = ejected.failed() }
    #expect(changes([true], &ejected) == [nil])
    #expect(!ejected.isWell)
    // A failed request starts the count of passed probes again.
    _ = ejected.failed()
    #expect(changes([true], &ejected) == [nil])
    #expect(changes([true], &ejected) == [.answersAgain])
    #expect(ejected.isWell)
  }
}
