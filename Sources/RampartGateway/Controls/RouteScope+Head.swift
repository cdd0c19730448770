import RampartConfiguration

extension RouteScope {
  /// Whether a request is one of these.
  func matches(_ head: RequestHead) -> Bool {
    isEverything
      || head.fields.with(head.host) { host in head.fields.with(head.path) { matches(host: host, path: $0) } }
  }
}
