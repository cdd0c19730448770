import HTTPTypes
import RampartBrowser
import RampartConfiguration
import RampartCore
import RampartRedis
import RampartTraffic

/// The controls of one configuration, ready to run.
struct ControlSet: Sendable {
  /// In the order in which they are asked.
  let controls: [ScopedControl]
  /// Who hardens the backend's cookies; all whose scope may match.
  let cookies: [(scope: RouteScope, policy: CookiePolicy)]
  /// Who looks for attacks; the strictest whose scope may match.
  let firewalls: [RouteFirewall]
  /// What outlives a reload.
  let memory: ControlMemory

  static let none = ControlSet(controls: [], cookies: [], firewalls: [], memory: ControlMemory())
}

/// What controls remember. A reload that does not change a control keeps what it remembers, or every reload would
/// reset every limit.
struct ControlMemory: Sendable {
  var limits: [DeclaredRateLimit: RateLimit] = [:]
  var sharedLimits: [DeclaredRateLimit: SharedRateLimit] = [:]
  var concurrency: [DeclaredRateLimit: ConcurrencyLimit] = [:]
  var shedding: [String: AdaptiveConcurrency] = [:]
  var spentTokens = SpentTokens()
  /// The declaration has what the files hold that it names.
  var redis: (declaration: RedisDeclaration, systemAuthorities: SystemAuthorities?, client: RedisClient)?
}
