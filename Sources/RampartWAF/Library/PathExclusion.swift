import RampartCore

/// An exclusion that holds for some paths alone.
struct PathExclusion: Sendable {
  let paths: [PathPattern]
  /// Its place among the conditional exclusions of the firewall's options.
  let index: Int

  /// - Parameter path: as it was sent. One that is not canonical may reach another handler than it seems to, and so may
  ///   one that backends read in different ways: it holds where every reading is one of its paths.
  func holds(for path: String) -> Bool {
    guard CanonicalPath.canonicalize(path) == path, let readings = PathReadings(of: path) else { return false }
    return isOne(Array(path.utf8), isReading: false)
      && readings.alternatives.allSatisfy { isOne($0, isReading: true) }
  }

  private func isOne(_ reading: [UInt8], isReading: Bool) -> Bool {
    reading.withUnsafeBytes { bytes in
      paths.contains { $0.grade(bytes, isReading: isReading) == .surely }
    }
  }
}
