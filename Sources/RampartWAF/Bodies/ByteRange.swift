/// A run of bytes in an `Arena` (or in a body, where it says so): eight bytes instead of a string.
package struct ByteRange: Sendable, Hashable {
  package var start: UInt32
  package var count: UInt32

  package static let empty = ByteRange(start: 0, count: 0)

  package init(start: UInt32, count: UInt32) {
    self.start = start
    self.count = count
  }

  /// Positions that do not fit are an empty range; every parser refuses input of that size before.
  init(_ range: Range<Int>) {
    guard let start = UInt32(exactly: range.lowerBound), let count = UInt32(exactly: range.count) else {
      self = .empty
      return
    }
    self.init(start: start, count: count)
  }

  package var isEmpty: Bool { count == 0 }

  package var range: Range<Int> { Int(start)..<Int(start) + Int(count) }

  /// The bytes themselves; nothing where the range lies outside of `bytes`.
  package func slice(of bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    guard range.upperBound <= bytes.count else { return UnsafeRawBufferPointer(start: nil, count: 0) }
    return UnsafeRawBufferPointer(rebasing: bytes[range])
  }
}
