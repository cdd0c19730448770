import RampartCore

/// An exclusion that holds for some paths alone.
struct PathExclusion: Sendable {
  let paths: [PathPattern]
  /// Its place among the conditional exclusions of the firewall's options.
  let index: Int

  /// - Parameter path: as it was sent. One that is not canonical may reach another handler than it seems to.
  func holds(for path: String) -> Bool {
    guard CanonicalPath.canonicalize(path) == path else { return false }
    var path = path
    return path.withUTF8 { bytes in
      paths.contains { $0.matchesWithOrWithoutSlash(UnsafeRawBufferPointer(bytes)) }
    }
  }
}
