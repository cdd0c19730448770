import NIOSSL
import RampartBrowser
import RampartConfiguration
import RampartCore
import RampartTraffic

/// One configuration made ready to serve: immutable, shared by all event loops, swapped whole.
final class Pipeline: Sendable {
  let configuration: GatewayConfiguration
  let routes: RouteTable
  /// For each route, its upstream.
  let routeUpstreams: [Upstream]
  let routeMetrics: [RouteMetrics]
  let unrouted: RouteMetrics
  let servers: [UpstreamServer]
  let upstreams: [Upstream]
  let clientAddress: ClientAddress
  let limits: LimitOptions
  let fieldNames: FieldNamePolicy
  let plainStage: ResponseStage
  let secureStage: ResponseStage
  let listeners: [ServerAddress: ListenerSettings]
  let controls: ControlSet
  let routeControls: [RouteControls]
  /// For requests whose path no route serves.
  let controlsWithoutRoute: RouteControls

  init(
    configuration: GatewayConfiguration,
    upstreams: [Upstream],
    listeners: [ServerAddress: ListenerSettings],
    controls: ControlSet = .none,
    metrics: GatewayMetrics
  ) {
    self.configuration = configuration
    self.upstreams = upstreams
    self.listeners = listeners
    self.controls = controls
    routeControls = configuration.routes.map { RouteControls(controls, of: $0) }
    controlsWithoutRoute = RouteControls(withoutRoute: controls)
    routes = RouteTable(configuration.routes)
    routeUpstreams = configuration.routes.compactMap { route in
      upstreams.first { $0.name == route.upstream.value }
    }
    routeMetrics = configuration.routes.map { metrics.route($0.name) }
    unrouted = metrics.route("")
    servers = upstreams.flatMap(\.servers)
    clientAddress = ClientAddress(trustedProxies: configuration.clients.trustedProxies)
    limits = configuration.limits
    fieldNames = configuration.clients.fieldNames
    plainStage = ResponseStage(configuration.headers.rules(isSecure: false))
    secureStage = ResponseStage(configuration.headers.rules(isSecure: true))
  }
}

extension RouteOptions {
  /// What logs and metrics call the route.
  package var name: String { "\(host.map(\.description) ?? "")\(path)" }
}

/// What a connection must know of the listener it came by.
struct ListenerSettings: Sendable {
  enum Role: Sendable {
    case gateway
    /// It answers itself.
    case local(any LocalHandler)
  }

  var address: ServerAddress
  var role: Role
  var tls: ListenerTLS?
  /// Of a plain listener; TLS has its own.
  var plainAdmission = Admission()
  var proxyProtocol: [AddressBlock] = []

  var admission: Admission { tls?.admission ?? plainAdmission }
}
