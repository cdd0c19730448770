import NIOCore
import RampartConfiguration

/// A group of servers and the choice among them.
struct Upstream: Sendable {
  let name: String
  let options: UpstreamOptions
  let servers: [UpstreamServer]

  /// The server with the fewest requests in flight; `start` breaks ties, so that event loops do not all pick the first.
  ///
  /// - Parameter tried: servers that have failed this request already; they come last.
  /// - Returns: nil where no server is well.
  func choose(tried: [UpstreamServer], start: Int, now: NIODeadline) -> UpstreamServer? {
    if servers.count == 1 { return servers[0].isWell ? servers[0] : nil }
    var best: (server: UpstreamServer, rank: Int)?
    for offset in servers.indices {
      let server = servers[(start &+ offset) % servers.count]
      guard server.isWell else { continue }
      let wasTried = tried.contains { $0 === server }
      let rank = server.inFlight + (server.isEjected(at: now) ? 1 << 40 : 0) + (wasTried ? 1 << 41 : 0)
      if best.map({ rank < $0.rank }) ?? true { best = (server, rank) }
    }
    return best?.server
  }
}
