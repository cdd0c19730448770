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
      let bytes = UnsafeRawBufferPointer(bytes)
      // Many applications serve `/search/` as `/search`.
      let isBelow = bytes.count > 1 && bytes.last == UInt8(ascii: "/")
      let shorter = UnsafeRawBufferPointer(rebasing: isBelow ? bytes.dropLast() : bytes[...])
      return paths.contains { $0.matches(bytes) || $0.matches(shorter) }
    }
  }
}
