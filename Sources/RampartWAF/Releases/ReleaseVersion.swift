/// The version in the name of a release, such as 4.28.0 in `coreruleset-4.28.0`.
package struct ReleaseVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
  private let numbers: [Int]

  /// The first three numbers with points between; nil where there are none.
  package init?(in name: String) {
    let parts = name.split { !$0.isASCII || !($0.isNumber || $0 == ".") }
    let numbers = parts.lazy.map { $0.split(separator: ".").map { Int($0) } }.first { $0.count >= 3 }
    guard let numbers, !numbers.contains(nil) else { return nil }
    self.numbers = numbers.compactMap(\.self).prefix(3).map(\.self)
  }

  package var description: String { numbers.map(String.init).joined(separator: ".") }

  package static func < (left: ReleaseVersion, right: ReleaseVersion) -> Bool {
    left.numbers.lexicographicallyPrecedes(right.numbers)
  }
}
