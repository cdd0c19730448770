import CoreMetrics

/// The gateway's metrics, through swift-metrics; docs/observe.md lists them.
package final class GatewayMetrics: Sendable {
  private let registry: PrometheusRegistry

  let openConnections: Meter
  let connections: Counter
  let retries: Counter
  let droppedLogLines: Counter
  let droppedCookies: Counter
  private let denials: CodeCounters
  private let detections: CodeCounters
  private let refusals: CodeCounters

  package init() {
    let registry = PrometheusRegistry(help: Self.help)
    self.registry = registry
    openConnections = Meter(label: "rampart_connections_open", dimensions: [], factory: registry)
    connections = Counter(label: "rampart_connections_total", dimensions: [], factory: registry)
    retries = Counter(label: "rampart_upstream_retries_total", dimensions: [], factory: registry)
    droppedLogLines = Counter(label: "rampart_log_lines_dropped_total", dimensions: [], factory: registry)
    droppedCookies = Counter(label: "rampart_cookies_dropped_total", dimensions: [], factory: registry)
    denials = CodeCounters(DecisionCode.denials) {
      Counter(label: "rampart_denials_total", dimensions: [("code", $0)], factory: registry)
    }
    detections = CodeCounters(DecisionCode.detections) {
      Counter(label: "rampart_detections_total", dimensions: [("code", $0)], factory: registry)
    }
    refusals = CodeCounters(DecisionCode.refusedConnections) {
      Counter(label: "rampart_connections_refused_total", dimensions: [("reason", $0)], factory: registry)
    }
    Meter(label: "rampart_build_info", dimensions: [("version", Version.current)], factory: registry).set(1)
    Meter(label: "process_start_time_seconds", dimensions: [], factory: registry).set(ProcessFacts.startTime())
  }

  func route(_ name: String) -> RouteMetrics {
    RouteMetrics(name: name, factory: registry)
  }

  func server(upstream: String, server: String) -> UpstreamServerMetrics {
    UpstreamServerMetrics(upstream: upstream, server: server, factory: registry)
  }

  /// Forgets the servers and routes that are in no configuration any more, or never were in one that was taken.
  func keep(_ pipeline: Pipeline) {
    let servers = Set(pipeline.servers.map { [$0.identity.upstream, $0.label] })
    let routes = Set(pipeline.routeMetrics.map(\.name) + [""])
    registry.keep(where: { label, dimensions in
      if label.hasPrefix("rampart_upstream_"), dimensions.count == 4 {
        return servers.contains([dimensions[1], dimensions[3]])
      }
      if dimensions.first == "route" { return routes.contains(dimensions[1]) }
      return true
    })
  }

  /// Counts a request that was not served, by the code of its denial.
  func denied(_ code: String) {
    denials.increment(code)
  }

  /// Counts what a control in detect mode would have denied.
  func detected(_ code: String) {
    detections.increment(code)
  }

  func refusedConnection(_ reason: String) {
    refusals.increment(reason)
  }

  func reloaded(_ result: String) {
    Counter(label: "rampart_reloads_total", dimensions: [("result", result)], factory: registry).increment()
  }

  /// The text of /metrics.
  ///
  /// - Parameter heldBodies: bytes.
  func exposition(heldBodies: Int) -> String {
    Meter(label: "rampart_held_bodies_bytes", dimensions: [], factory: registry).set(heldBodies)
    let facts = ProcessFacts.now()
    Meter(label: "process_resident_memory_bytes", dimensions: [], factory: registry).set(facts.residentBytes)
    Meter(label: "process_open_fds", dimensions: [], factory: registry).set(facts.openDescriptors)
    return registry.exposition()
  }

  private static let help = [
    "rampart_requests_total": "Requests by route and status class.",
    "rampart_request_duration_seconds": "Time from the head of a request to the end of its answer.",
    "rampart_denials_total": "Requests that were not served as asked, by code.",
    "rampart_detections_total": "Requests that a control would have denied, had it not been told to only watch.",
    "rampart_connections_open": "Client connections open now.",
    "rampart_connections_total": "Client connections accepted.",
    "rampart_connections_refused_total": "Client connections closed at once, by reason.",
    "rampart_upstream_healthy": "Whether a server is well (1) or not (0).",
    "rampart_upstream_failures_total": "Requests that a server failed to answer.",
    "rampart_upstream_connections_open": "Connections to a server open now.",
    "rampart_upstream_retries_total": "Requests sent to another server, or again.",
    "rampart_reloads_total": "Reloads by result.",
    "rampart_log_lines_dropped_total": "Lines of the access and audit logs lost to a stuck reader or a full disk.",
    "rampart_cookies_dropped_total": "Cookies of backends that no browser would keep and that did not leave.",
    "rampart_held_bodies_bytes": "Request bodies held for controls that look at them.",
    "rampart_build_info": "The version that runs.",
    "process_start_time_seconds": "When the process started, in seconds since 1970.",
    "process_resident_memory_bytes": "Memory in use.",
    "process_open_fds": "File descriptors in use.",
  ]
}

/// What is counted for each route.
final class RouteMetrics: Sendable {
  let name: String
  private let classes: [Counter]
  private let durations: Timer

  init(name: String, factory: any MetricsFactory) {
    self.name = name
    classes = (0..<6).map { digit in
      let label = digit == 0 ? "none" : "\(digit)xx"
      return Counter(
        label: "rampart_requests_total", dimensions: [("route", name), ("status", label)], factory: factory)
    }
    durations = Timer(
      label: "rampart_request_duration_seconds", dimensions: [("route", name)], preferredDisplayUnit: .seconds,
      factory: factory)
  }

  /// - Parameter status: 0 where no answer was given.
  func record(status: Int, nanoseconds: Int64) {
    classes[min(5, max(0, status / 100))].increment()
    durations.recordNanoseconds(nanoseconds)
  }
}

/// What is counted for each server of an upstream.
struct UpstreamServerMetrics: Sendable {
  let healthy: Meter
  let failures: Counter
  let connections: Meter

  init(upstream: String, server: String, factory: any MetricsFactory) {
    let dimensions = [("upstream", upstream), ("server", server)]
    healthy = Meter(label: "rampart_upstream_healthy", dimensions: dimensions, factory: factory)
    failures = Counter(label: "rampart_upstream_failures_total", dimensions: dimensions, factory: factory)
    connections = Meter(label: "rampart_upstream_connections_open", dimensions: dimensions, factory: factory)
  }
}
