import RampartConfiguration
import RampartCore

extension RequestHead {
  /// What backends make of the path besides.
  var readings: PathReadings { variants?.readings ?? .none }

  func withRequestPath<Result>(_ body: (RequestPath) -> Result) -> Result {
    fields.with(host) { host in
      fields.with(path) {
        body(RequestPath(host: host, path: $0, readings: readings, unmerged: variants?.unmerged ?? []))
      }
    }
  }
}

extension RouteScope {
  /// Whether some backend takes the request for one of these; for what protects.
  func mayMatch(_ head: RequestHead) -> Bool { isEverything || head.withRequestPath(mayMatch) }

  /// Whether every backend does; for what loosens.
  func surelyMatches(_ head: RequestHead) -> Bool { isEverything || head.withRequestPath(surelyMatches) }
}
