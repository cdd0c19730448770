/// What the last match gives to `TX.0` and the next.
///
/// A number that is not here stays what it was before: ModSecurity deletes none.
package struct OperatorMatch: Sendable {
  /// The highest number is 9.
  package static let groupCount = 10
  // No group: a range that no value has.
  private static let unset = -1 ..< -1

  /// What `TX.0` becomes where it is not a part of the value: a phrase as it stands in the rule, a fingerprint. Empty
  /// where it is one.
  package private(set) var text: [UInt8] = []
  private var ranges: [Range<Int>]
  /// One more than the highest number that is set.
  package private(set) var count = 0

  package init() {
    ranges = Array(repeating: Self.unset, count: Self.groupCount)
    text.reserveCapacity(64)
  }

  /// Where the capture with this number lies in the value; nil where there is none, or for 0 where ``text`` is it.
  package subscript(_ number: Int) -> Range<Int>? {
    guard number >= 0, number < count else { return nil }
    let range = ranges[number]
    return range.lowerBound < 0 ? nil : range
  }

  package mutating func removeAll() {
    for number in 0..<count {
      ranges[number] = Self.unset
    }
    count = 0
    text.removeAll(keepingCapacity: true)
  }

  mutating func set(_ number: Int, _ range: Range<Int>) {
    guard (0..<Self.groupCount).contains(number) else { return }
    ranges[number] = range
    count = max(count, number + 1)
  }

  mutating func set(text bytes: some Sequence<UInt8>) {
    text.removeAll(keepingCapacity: true)
    text.append(contentsOf: bytes)
  }
}
