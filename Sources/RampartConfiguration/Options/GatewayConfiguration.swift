package import RampartBrowser
package import RampartCore
package import RampartTraffic
package import RampartWAF

/// The whole of a `rampart.yaml`.
package struct GatewayConfiguration: Sendable {
  package var version = 1
  /// Event loops; nil means one for each core.
  package var threads: Int?
  package var listeners: [ListenerOptions] = []
  package var clients = ClientOptions()
  package var upstreams: [(name: String, value: UpstreamOptions)] = []
  package var routes: [RouteOptions] = []
  package var headers = SecurityHeaders()
  package var cors: [Scoped<CORSOptions>] = []
  package var csrf: [Scoped<CSRFDeclaration>] = []
  package var cookies: [Scoped<CookieOptions>] = []
  package var rateLimits: [Scoped<DeclaredRateLimit>] = []
  package var waf: [Scoped<FirewallDeclaration>] = []
  package var state = StateOptions()
  package var limits = LimitOptions()
  package var log = LogOptions()
  package var admin: AdminOptions?

  package init() {}

  package static let declaration = Declaration.mapping(
    GatewayConfiguration(),
    [
      DeclaredKey("version", \.version, .integer(in: 1...1), isRequired: true, "The version of this format."),
      DeclaredKey(
        "threads", \.threads, Declaration<Int>.integer(in: 1...1024).optional,
        "Event loops; by default one for each core."),
      DeclaredKey(
        "listen", \.listeners, .list(of: ListenerOptions.declaration, atLeast: 1), isRequired: true,
        "The addresses to accept connections at."),
      DeclaredKey("clients", \.clients, ClientOptions.declaration, "Who clients are."),
      DeclaredKey(
        "upstreams", \.upstreams, Declaration<UpstreamOptions>.dictionary(of: UpstreamOptions.declaration),
        isRequired: true, "The groups of servers behind the gateway, by name."),
      DeclaredKey(
        "routes", \.routes, .list(of: RouteOptions.declaration, atLeast: 1), isRequired: true,
        "Which requests go where; the first route that matches is taken."),
      DeclaredKey("headers", \.headers, SecurityHeaders.declaration, "The security headers of every answer."),
      DeclaredKey(
        "cors", \.cors, CORSPolicy.declaration.scopedEntries,
        "Which other origins' pages may read answers; of several entries the first that matches counts."),
      DeclaredKey(
        "csrf", \.csrf, CSRFPolicy.declaration.scopedEntries,
        "What keeps other sites from sending requests in a visitor's name; the first entry that matches counts."),
      DeclaredKey(
        "cookies", \.cookies, CookiePolicy.declaration.scopedEntries,
        "How the backend's cookies are hardened; the first entry that matches counts."),
      DeclaredKey(
        "rateLimits", \.rateLimits, .list(of: rateLimit),
        "How much each client may ask; every limit whose routes match counts."),
      DeclaredKey(
        "waf", \.waf, FirewallDeclaration.declaration.scopedEntries,
        "The web application firewall; of several entries the first that matches a request counts."),
      DeclaredKey("state", \.state, StateOptions.declaration, "Where gateways keep what they share."),
      DeclaredKey("limits", \.limits, LimitOptions.declaration, "How much clients may use."),
      DeclaredKey("log", \.log, LogOptions.declaration, "What is written where."),
      DeclaredKey(
        "admin", \.admin, AdminOptions.declaration.optional,
        "Serves /metrics, /healthz and /readyz at this address."),
    ])

  private static let rateLimit: Declaration<Scoped<DeclaredRateLimit>> = DeclaredRateLimit.declaration.positioned.map(
    { limit throws(ConfigurationProblem) in
      let routes = limit.value.routes
      return Scoped(
        scope: routes.isEmpty ? .everything : try RouteScope(routes), value: limit.value, position: limit.position)
    },
    back: { _ in nil })

  /// The JSON Schema of the document (draft 2020-12).
  package static var schema: JSONValue {
    guard case .object(let members) = declaration.schema else { return declaration.schema }
    return .object(
      [
        .init("$schema", "https://json-schema.org/draft/2020-12/schema"),
        .init("title", "rampart.yaml"),
      ] + members)
  }
}

/// Who clients are.
package struct ClientOptions: Sendable, Hashable {
  /// The proxies in front whose forwarding fields are believed.
  package var trustedProxies: [AddressBlock] = []
  /// Which request fields pass.
  package var fieldNames = FieldNamePolicy()

  static let declaration = Declaration.mapping(
    ClientOptions(),
    [
      DeclaredKey(
        "trustedProxies", \.trustedProxies, .addressBlocks,
        "Proxies in front of this one; their X-Forwarded-For and X-Request-ID are believed, nobody else's."),
      DeclaredKey(
        "allowFields", \.fieldNames,
        Declaration<String>.list(of: .text).checked(
          { names throws(InvalidOption) in try FieldNamePolicy(allowing: names) }, back: { $0.allowedNames }),
        "Request fields that pass although their names have more than letters, digits and hyphens, such as X_Legacy."),
    ])
}
