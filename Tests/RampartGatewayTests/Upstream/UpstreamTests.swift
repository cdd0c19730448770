import NIOCore
import RampartConfiguration
import Testing

@testable import RampartGateway

@Suite("The choice of a server")
struct UpstreamTests {
  private static func upstream(_ count: Int) throws -> Upstream {
    let metrics = GatewayMetrics()
    let options = UpstreamOptions()
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
    for _ in 0..<UpstreamServer.failuresToEject { _ = upstream.servers[0].failed(at: now) }
    for start in 0..<4 {
      #expect(upstream.choose(tried: [], start: start, now: now) === upstream.servers[1])
    }
    let later = now + UpstreamServer.ejection + .seconds(1)
    #expect(upstream.choose(tried: [], start: 0, now: later) === upstream.servers[0])
  }

  @Test("takes an ejected server rather than none, but never one that is not well")
  func lastResort() throws {
    let upstream = try Self.upstream(2)
    let now = NIODeadline.now()
    for server in upstream.servers {
      for _ in 0..<UpstreamServer.failuresToEject { _ = server.failed(at: now) }
    }
    #expect(upstream.choose(tried: [], start: 0, now: now) != nil)
    for server in upstream.servers { #expect(server.probed(isWell: false)) }
    #expect(upstream.choose(tried: [], start: 0, now: now) == nil)
    #expect(upstream.servers[1].probed(isWell: true))
    #expect(upstream.choose(tried: [], start: 0, now: now) === upstream.servers[1])
  }

  @Test("tries another before it tries one again")
  func retry() throws {
    let upstream = try Self.upstream(2)
    upstream.servers[1].requestBegan()
    #expect(upstream.choose(tried: [upstream.servers[0]], start: 0, now: .now()) === upstream.servers[1])
  }
}
