import Logging
import NIOCore
import RampartConfiguration
import Testing

@testable import RampartGateway

@Suite("The choice of a server")
struct UpstreamTests {
  private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  private static func upstream(
    _ count: Int,
    whenAllFail: UpstreamOptions.Health.AllFailing = .forward
  ) throws -> Upstream {
    let metrics = GatewayMetrics()
    var options = UpstreamOptions()
    var health = UpstreamOptions.Health()
    health.whenAllFail = whenAllFail
    options.health = health
    let servers = try (0..<count).map { index in
      UpstreamServer(
        identity: .init(
          upstream: "a", address: try UpstreamServerAddress(url: "http://127.0.0.1:\(3000 + index)"), options: options),
        tls: nil, metrics: metrics.server(upstream: "a", server: "\(index)"))
    }
    return Upstream(name: "a", options: options, servers: servers)
  }

  @Test("falls on the one with the fewest requests in flight")
  func least() throws {
    let upstream = try Self.upstream(3)
    upstream.servers[0].requestBegan()
    upstream.servers[2].requestBegan()
    for start in 0..<6 {
      #expect(upstream.choose(tried: [], start: start, now: .now()) === upstream.servers[1])
    }
  }

  @Test("goes round where they are equal")
  func ties() throws {
    let upstream = try Self.upstream(3)
    let chosen = (0..<3).map { upstream.choose(tried: [], start: $0, now: .now()) }
    #expect(Set(chosen.compactMap { $0.map(ObjectIdentifier.init) }).count == 3)
  }

  @Test("avoids a server that failed three times, for a while")
  func ejection() throws {
    let upstream = try Self.upstream(2)
    let now = NIODeadline.now()
    Self.eject(upstream.servers[0], now)
    for start in 0..<4 {
      #expect(upstream.choose(tried: [], start: start, now: now) === upstream.servers[1])
    }
    let later = now + UpstreamServer.ejection + .seconds(1)
    #expect(upstream.choose(tried: [], start: 0, now: later) === upstream.servers[0])
  }

  @Test("takes an ejected server rather than none", arguments: [1, 2])
  func ejectedLast(count: Int) throws {
    let upstream = try Self.upstream(count, whenAllFail: .refuse)
    let now = NIODeadline.now()
    for server in upstream.servers { Self.eject(server, now) }
    #expect(upstream.choose(tried: [], start: 0, now: now) != nil)
  }

  @Test("avoids a server that fails its probes, even if the other is ejected and was tried")
  func failingProbes() throws {
    let upstream = try Self.upstream(2)
    let now = NIODeadline.now()
    Self.fail(upstream.servers[0])
    Self.eject(upstream.servers[1], now)
    for start in 0..<4 {
      #expect(upstream.choose(tried: [upstream.servers[1]], start: start, now: now) === upstream.servers[1])
    }
  }

  @Test("falls on the least bad server if all fail their probes", arguments: [1, 2])
  func failOpen(count: Int) throws {
    let upstream = try Self.upstream(count)
    let now = NIODeadline.now()
    for server in upstream.servers { Self.fail(server) }
    #expect(upstream.choose(tried: [], start: 0, now: now) != nil)
    guard count == 2 else { return }
    Self.eject(upstream.servers[0], now)
    #expect(upstream.choose(tried: [], start: 0, now: now) === upstream.servers[1])
  }

  @Test("falls on no server if all fail their probes and the upstream says `refuse`", arguments: [1, 2])
  func refuse(count: Int) throws {
    let upstream = try Self.upstream(count, whenAllFail: .refuse)
    for server in upstream.servers { Self.fail(server) }
    #expect(upstream.choose(tried: [], start: 0, now: .now()) == nil)
    for _ in 0..<2 { _ = upstream.servers[0].probed(failure: nil, .init(), Self.logger) }
    #expect(upstream.choose(tried: [], start: 0, now: .now()) === upstream.servers[0])
  }

  private static func eject(_ server: UpstreamServer, _ now: NIODeadline) {
    for _ in 0..<ServerHealth.failuresToEject { server.failed(.invalid, at: now, logger) }
  }

  private static func fail(_ server: UpstreamServer) {
    for _ in 0..<3 { _ = server.probed(failure: "status 500", .init(), logger) }
  }

  @Test("tries another before it tries one again")
  func retry() throws {
    let upstream = try Self.upstream(2)
    upstream.servers[1].requestBegan()
    #expect(upstream.choose(tried: [upstream.servers[0]], start: 0, now: .now()) === upstream.servers[1])
  }
}
