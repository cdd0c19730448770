/// The version in the name of a release, such as 4.28.0 in `coreruleset-4.28.0`.
package struct ReleaseVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
  private let numbers: [Int]
  /// Such as `rc1`; empty for the release itself, which comes behind all of these.
  private let preRelease: String

  /// The first three numbers with points between; nil where there are none.
  package init?(in name: String) {
    for part in name.split(whereSeparator: { !($0.isASCII && $0.isNumber || $0 == ".") }) {
      let numbers = part.split(separator: ".", omittingEmptySubsequences: false).prefix(3).map { Int($0) }
      guard numbers.count == 3, !numbers.contains(nil) else { continue }
      self.numbers = numbers.compactMap(\.self)
      let rest = name[part.endIndex...].lowercased()
      let isBefore = ["-rc", "-beta", "-alpha", "-dev"].contains { rest.hasPrefix($0) }
      preRelease = isBefore ? String(rest.dropFirst().prefix { $0.isLetter || $0.isNumber }) : ""
      return
    }
    return nil
  }

  package var description: String {
    numbers.map(String.init).joined(separator: ".") + (preRelease.isEmpty ? "" : "-" + preRelease)
  }

  package static func < (left: ReleaseVersion, right: ReleaseVersion) -> Bool {
    if left.numbers != right.numbers { return left.numbers.lexicographicallyPrecedes(right.numbers) }
    if left.preRelease.isEmpty || right.preRelease.isEmpty {
      return !left.preRelease.isEmpty && right.preRelease.isEmpty
    }
    return left.preRelease < right.preRelease
  }
}
