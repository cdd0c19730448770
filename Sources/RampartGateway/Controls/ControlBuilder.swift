import Logging
import NIOCore
import RampartBrowser
import RampartConfiguration
import RampartCore
import RampartRedis
import RampartTraffic

/// Makes the controls of a configuration, in the order of the request path.
struct ControlBuilder {
  let configuration: GatewayConfiguration
  let previous: ControlMemory
  /// Nil where nothing will be served: then no connection to Redis is prepared.
  let group: (any EventLoopGroup)?
  let logger: Logger
  private var memory = ControlMemory()

  init(
    _ configuration: GatewayConfiguration,
    previous: ControlMemory,
    group: (any EventLoopGroup)?,
    logger: Logger
  ) {
    self.configuration = configuration
    self.previous = previous
    self.group = group
    self.logger = logger
  }

  /// - Throws: the first control that cannot be made, with its place in the document.
  mutating func build() throws(ConfigurationProblem) -> ControlSet {
    memory.spentTokens = previous.spentTokens
    let redis = try redisClient()
    var controls = try crossOrigin()
    for entry in configuration.rateLimits { controls += try limits(entry, redis) }
    controls += try forgery()
    let cookies = firstMatches(configuration.cookies).map { (scope: $0.scope, policy: CookiePolicy($0.value)) }
    try shedding()
    return ControlSet(controls: controls, cookies: cookies, memory: memory)
  }

  private func crossOrigin() throws(ConfigurationProblem) -> [ScopedControl] {
    var controls: [ScopedControl] = []
    for entry in firstMatches(configuration.cors) {
      do throws(InvalidPolicy) {
        controls.append(ScopedControl(try CORSPolicy(entry.value), scope: entry.scope))
      } catch {
        throw error.problem(at: entry.position)
      }
    }
    return controls
  }

  private func forgery() throws(ConfigurationProblem) -> [ScopedControl] {
    var controls: [ScopedControl] = []
    for entry in firstMatches(configuration.csrf) {
      var problem: ConfigurationProblem
      do throws(ConfigurationProblem) {
        let keys = try Self.keys(entry.value)
        do throws(InvalidPolicy) {
          let policy = try CSRFPolicy(entry.value.options, keys: keys, spent: memory.spentTokens)
          controls.append(ScopedControl(policy, scope: entry.scope))
          continue
        } catch {
          problem = error.problem(at: entry.position)
        }
      } catch {
        problem = error
        problem.position = entry.position
      }
      throw problem
    }
    return controls
  }

  private static func keys(_ declaration: CSRFDeclaration) throws(ConfigurationProblem) -> CSRFKeys? {
    guard let key = declaration.key else { return nil }
    var previous: [Redacted<[UInt8]>] = []
    for reference in declaration.previousKeys { previous.append(try reference.read()) }
    return CSRFKeys(current: try key.read(), previous: previous)
  }

  private mutating func limits(
    _ entry: Scoped<DeclaredRateLimit>,
    _ redis: RedisClient?
  ) throws(ConfigurationProblem) -> [ScopedControl] {
    let declared = entry.value
    var controls: [ScopedControl] = []
    do throws(InvalidRateLimit) {
      if let options = declared.rateLimit {
        if options.store == .redis {
          guard let redis else {
            // Nothing will be served: whether the options make a limit is all there is to find out.
            return [ScopedControl(try SharedRateLimit(options, redis: NoRedis()), scope: entry.scope)]
          }
          let limit = try Self.kept(previous.redis?.client === redis ? previous.sharedLimits[declared] : nil) {
            () throws(InvalidRateLimit) in
            try SharedRateLimit(options, redis: redis)
          }
          memory.sharedLimits[declared] = limit
          controls.append(ScopedControl(limit, scope: entry.scope))
        } else {
          let limit = try Self.kept(previous.limits[declared]) { () throws(InvalidRateLimit) in try RateLimit(options) }
          memory.limits[declared] = limit
          controls.append(ScopedControl(limit, scope: entry.scope))
        }
      }
      if let options = declared.concurrencyLimit {
        let limit = try Self.kept(previous.concurrency[declared]) { () throws(InvalidRateLimit) in
          try ConcurrencyLimit(options)
        }
        memory.concurrency[declared] = limit
        controls.append(ScopedControl(limit, scope: entry.scope))
      }
    } catch {
      var problem = error.problem
      problem.position = entry.position
      throw problem
    }
    return controls
  }

  private static func kept<Kept>(
    _ known: Kept?,
    or make: () throws(InvalidRateLimit) -> Kept
  ) throws(InvalidRateLimit) -> Kept {
    if let known { known } else { try make() }
  }

  private mutating func shedding() throws(ConfigurationProblem) {
    for (name, upstream) in configuration.upstreams {
      guard let options = upstream.loadShedding else { continue }
      if let known = previous.shedding[name], known.options == options {
        memory.shedding[name] = known
        continue
      }
      do throws(InvalidLoadShedding) {
        memory.shedding[name] = try AdaptiveConcurrency(options)
      } catch {
        throw ConfigurationProblem("impossibleValue", error.detail)
      }
    }
  }

  private mutating func redisClient() throws(ConfigurationProblem) -> RedisClient? {
    guard let declaration = configuration.state.redis, let group else { return nil }
    if let known = previous.redis, known.declaration == declaration {
      memory.redis = known
    } else {
      do throws(RedisError) {
        memory.redis = (declaration, RedisClient(try RedisOptions(declaration), group: group, logger: logger))
      } catch {
        throw ConfigurationProblem("impossibleValue", "`state.redis`: \(error.detail)")
      }
    }
    return memory.redis?.client
  }

  /// Scopes that do not overlap: an entry is for what no earlier entry is for.
  private func firstMatches<Value>(_ entries: [Scoped<Value>]) -> [Scoped<Value>] {
    entries.enumerated().map { index, entry in
      var entry = entry
      entry.scope = entry.scope.excluding(entries[..<index].map(\.scope))
      return entry
    }
  }
}

extension InvalidPolicy {
  fileprivate func problem(at position: SourcePosition) -> ConfigurationProblem {
    ConfigurationProblem("impossibleValue", detail, hint: hint, at: position)
  }
}
