import NIOCore
import RampartConfiguration

/// A group of servers and the choice among them.
struct Upstream: Sendable {
  let name: String
  let options: UpstreamOptions
  let servers: [UpstreamServer]

  /// The server with the fewest requests in flight; `start` breaks ties, so that event loops do not all pick the first.
  ///
  /// The worse a server looks, the later it comes: those that fail their probes last, before them those that have failed
  /// this request already, before them those left alone for failures. None of it leaves a visitor without a server.
  ///
  /// - Parameter tried: servers that have failed this request already.
  /// - Returns: nil only if every server fails its probes and `whenAllFail` is `refuse`.
  func choose(tried: [UpstreamServer], start: Int, now: NIODeadline) -> UpstreamServer? {
    var best: (server: UpstreamServer, rank: Int)?
    if servers.count == 1 {
      best = (servers[0], 0)
    } else {
      for offset in servers.indices {
        let server = servers[(start &+ offset) % servers.count]
        let wasTried = tried.contains { $0 === server }
        let rank =
          server.inFlight + (server.isEjected(at: now) ? 1 << 40 : 0) + (wasTried ? 1 << 41 : 0)
          + (server.isFailingProbes ? 1 << 42 : 0)
        if best.map({ rank < $0.rank }) ?? true { best = (server, rank) }
      }
    }
    guard let server = best?.server else { return nil }
    return server.isFailingProbes && options.health?.whenAllFail == .refuse ? nil : server
  }
}
