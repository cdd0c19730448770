import HTTPTypes
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
  /// Nil where nothing is to be kept.
  let stateFolder: String?
  let logger: Logger
  private var memory = ControlMemory()

  init(
    _ configuration: GatewayConfiguration,
    previous: ControlMemory,
    group: (any EventLoopGroup)?,
    stateFolder: String?,
    logger: Logger
  ) {
    self.configuration = configuration
    self.previous = previous
    self.group = group
    self.stateFolder = stateFolder
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
    let firewalls = try FirewallBuilder(
      entries: firstMatches(configuration.waf),
      purpose: group == nil ? .checking : .serving(cacheFolder: stateFolder.map { $0 + "/patterns" }, logger)
    ).build()
    let shedders = memory.shedding.values.map { ScopedControl($0.with(priority: .high), scope: .everything) }
    try Self.checkFieldNames(
      of: controls + shedders,
      headers: [true, false].flatMap { configuration.headers.rules(isSecure: $0).map(\.name) })
    return ControlSet(controls: controls, cookies: cookies, firewalls: firewalls, memory: memory)
  }

  /// What governs a field must be able to tell it from others, or the backend's own would pass.
  static func checkFieldNames(
    of controls: [ScopedControl], headers: [HTTPField.Name]
  ) throws(ConfigurationProblem) {
    let unknown = controls.flatMap(\.unknownFields) + headers.filter { FieldName($0.canonicalName) == nil }
    guard let name = unknown.first else { return }
    throw ConfigurationProblem(
      "unknownField", "the field `\(name.rawName)` cannot be governed: the catalog of field names lacks it",
      hint: "this is a mistake in Rampart, please report it")
  }

  private func crossOrigin() throws(ConfigurationProblem) -> [ScopedControl] {
    var controls: [ScopedControl] = []
    for entry in firstMatches(configuration.cors) {
      let policy = try made(at: entry.position) { () throws(InvalidOption) in try CORSPolicy(entry.value) }
      controls.append(ScopedControl(policy, scope: entry.scope, grants: true, isWithoutRoute: true))
    }
    return controls
  }

  private func forgery() throws(ConfigurationProblem) -> [ScopedControl] {
    var controls: [ScopedControl] = []
    for entry in firstMatches(configuration.csrf) {
      let keys = entry.value.key.map { key in
        CSRFKeys(current: key.value, previous: entry.value.previousKeys.map(\.value))
      }
      let policy = try made(at: entry.position) { () throws(InvalidOption) in
        try CSRFPolicy(entry.value.options, keys: keys, spent: memory.spentTokens)
      }
      controls.append(ScopedControl(policy, scope: entry.scope))
    }
    return controls
  }

  /// - Parameter known: what the last configuration made of the same settings, to be kept.
  private func made<Made>(
    at position: SourcePosition?,
    keeping known: Made? = nil,
    _ make: () throws(InvalidOption) -> Made
  ) throws(ConfigurationProblem) -> Made {
    if let known { return known }
    do throws(InvalidOption) {
      return try make()
    } catch {
      throw error.problem(at: position)
    }
  }

  private mutating func limits(
    _ entry: Scoped<DeclaredRateLimit>,
    _ redis: RedisClient?
  ) throws(ConfigurationProblem) -> [ScopedControl] {
    let declared = entry.value
    var controls: [ScopedControl] = []
    if let options = declared.rateLimit {
      if options.store == .redis {
        controls.append(try sharedLimit(options, declared, redis, entry))
      } else {
        let limit =
          try made(at: entry.position, keeping: previous.limits[declared]) { () throws(InvalidOption) in
            try RateLimit(options)
          }
        memory.limits[declared] = limit
        controls.append(ScopedControl(limit, scope: entry.scope, isWithoutRoute: true))
      }
    }
    if let options = declared.concurrencyLimit {
      let limit =
        try made(at: entry.position, keeping: previous.concurrency[declared]) { () throws(InvalidOption) in
          try ConcurrencyLimit(options)
        }
      memory.concurrency[declared] = limit
      controls.append(ScopedControl(limit, scope: entry.scope, isWithoutRoute: true))
    }
    return controls
  }

  private mutating func sharedLimit(
    _ options: RateLimitOptions,
    _ declared: DeclaredRateLimit,
    _ redis: RedisClient?,
    _ entry: Scoped<DeclaredRateLimit>
  ) throws(ConfigurationProblem) -> ScopedControl {
    guard let redis else {
      // Nothing will be served: whether the options make a limit is all there is to find out.
      let limit = try made(at: entry.position) { () throws(InvalidOption) in
        try SharedRateLimit(options, redis: NoRedis())
      }
      return ScopedControl(limit, scope: entry.scope, isWithoutRoute: true)
    }
    let known = previous.redis?.client === redis ? previous.sharedLimits[declared] : nil
    let limit =
      try made(at: entry.position, keeping: known) { () throws(InvalidOption) in
        try SharedRateLimit(options, redis: redis)
      }
    memory.sharedLimits[declared] = limit
    return ScopedControl(limit, scope: entry.scope, isWithoutRoute: true)
  }

  private mutating func shedding() throws(ConfigurationProblem) {
    for (name, upstream) in configuration.upstreams {
      guard let options = upstream.loadShedding else { continue }
      let known = previous.shedding[name].flatMap { $0.options == options ? $0 : nil }
      memory.shedding[name] = try made(at: nil, keeping: known) { () throws(InvalidOption) in
        try AdaptiveConcurrency(options)
      }
    }
  }

  private mutating func redisClient() throws(ConfigurationProblem) -> RedisClient? {
    guard let declaration = configuration.state.redis, let group else { return nil }
    let trustsSystem = declaration.isTLS && declaration.authority == nil
    let system = trustsSystem ? SystemAuthorities.current() : nil
    if let known = previous.redis, known.declaration == declaration, known.systemAuthorities == system {
      memory.redis = known
    } else {
      do throws(RedisError) {
        memory.redis = (
          declaration, system, RedisClient(try RedisOptions(declaration), group: group, logger: logger)
        )
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
