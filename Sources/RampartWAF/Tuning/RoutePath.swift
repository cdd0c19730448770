import RampartCore

/// The route that is exactly one path.
enum RoutePath {
  /// Nil where a route would say something else than the path: a star is a pattern.
  ///
  /// A route is also for its path with a slash behind it, so the two are one.
  static func route(for path: String) -> String? {
    guard !path.contains("*"), CanonicalPath.canonicalize(path) == path else { return nil }
    return path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
  }
}
