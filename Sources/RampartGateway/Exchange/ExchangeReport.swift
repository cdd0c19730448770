import CoreMetrics
import NIOCore
import RampartCore

/// One exchange as the access log, the audit log and the metrics have it; written once, at its end.
struct ExchangeReport {
  let head: RequestHead
  let origin: RequestOrigin
  let began: NIODeadline
  /// Request fields that neither controls nor the backend have seen.
  var droppedFields: DroppedFields
  /// The place of the route in the configuration.
  var route: Int?
  var upstream = UpstreamRecord()
  /// 0 if no answer was given.
  var status = 0
  var bytesIn = 0
  var bytesOut = 0

  init(_ head: RequestHead, _ origin: RequestOrigin, began: NIODeadline, dropped: DroppedFields) {
    self.head = head
    self.origin = origin
    self.began = began
    droppedFields = dropped
  }

  /// - Parameters:
  ///   - decision: `allow`, or the code of what became of it.
  ///   - detected: what controls in detect mode would have denied.
  func write(decision: String, detected: [Denial], _ pipeline: Pipeline, _ services: Services, ended: NIODeadline) {
    let metrics = route.map { pipeline.routeMetrics[$0] } ?? pipeline.unrouted
    metrics.record(status: status, nanoseconds: (ended - began).nanoseconds)
    for denial in detected { services.metrics.detected(denial.code) }
    if decision != Self.allowed, decision != RedirectHandler.code { services.metrics.denied(decision) }
    guard services.accessLog.isOn else { return }
    let route = route.map { pipeline.routeMetrics[$0].name }
    services.accessLog.write(AccessLog.line(self, route: route, decision: decision, ended: ended))
  }

  /// The decision about an exchange that nobody refused.
  static let allowed = "allow"
}
