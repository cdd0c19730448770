import RampartCore

/// Finds the route of a request; the first that matches, in the order of the document.
package struct RouteTable: Sendable {
  package enum Match: Sendable, Equatable {
    case route(Int)
    /// A route serves this host, none this path.
    case noPath
    /// No route serves this host.
    case noHost
  }

  package let routes: [RouteOptions]

  package init(_ routes: [RouteOptions]) {
    self.routes = routes
  }

  /// - Parameters:
  ///   - host: lower case, without port or trailing dot.
  ///   - path: canonical.
  package func match(host: UnsafeRawBufferPointer, path: UnsafeRawBufferPointer) -> Match {
    var result = Match.noHost
    for index in routes.indices {
      guard routes[index].host?.matches(host) ?? true else { continue }
      if routes[index].path.matches(path) { return .route(index) }
      result = .noPath
    }
    return result
  }
}
