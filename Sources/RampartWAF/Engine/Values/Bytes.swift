/// A run of bytes that somebody else keeps: the store of a transaction, or the literals of a plan.
typealias Bytes = UnsafeRawBufferPointer

extension UnsafeRawBufferPointer {
  static var empty: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: nil, count: 0) }

  init(_ text: StaticString) {
    self.init(start: text.utf8Start, count: text.utf8CodeUnitCount)
  }

  func part(_ range: Range<Int>) -> Bytes { Bytes(rebasing: self[range]) }

  /// Byte for byte.
  func equals(_ other: Bytes) -> Bool {
    ByteScan.areEqual(self, other)
  }

  /// Without regard to the case of ASCII letters.
  func equalsIgnoringCase(_ other: Bytes) -> Bool {
    guard count == other.count else { return false }
    for index in 0..<count where self[index] != other[index] {
      guard ASCII.lowercased(self[index]) == ASCII.lowercased(other[index]) else { return false }
    }
    return true
  }
}
