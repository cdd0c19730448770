/// A member of `TX`: text or a number, and the other only when somebody asks.
struct TXValue {
  private static let present: UInt8 = 1
  private static let text: UInt8 = 2
  private static let number: UInt8 = 4

  private var start: UnsafeRawPointer?
  private var count = 0
  private var integer = 0
  private var flags: UInt8 = 0

  static var unset: TXValue { TXValue() }

  private init() {}

  init(_ bytes: Bytes) {
    start = bytes.baseAddress
    count = bytes.count
    flags = Self.present | Self.text
  }

  init(_ number: Int) {
    integer = number
    flags = Self.present | Self.number
  }

  /// Text whose number is known already.
  init(_ bytes: Bytes, number: Int) {
    self.init(bytes)
    integer = number
    flags |= Self.number
  }

  var isSet: Bool { flags & Self.present != 0 }

  /// For sums: what stands at the start of the text, within 32 bits, or 0.
  mutating func sum() -> Int {
    if flags & Self.number == 0 {
      integer = Self.sum(Bytes(start: start, count: count))
      flags |= Self.number
    }
    return integer
  }

  mutating func bytes(_ store: ByteStore) -> Bytes {
    if flags & (Self.text | Self.number) == Self.number {
      let text = store.decimal(integer)
      start = text.baseAddress
      count = text.count
      flags |= Self.text
    }
    return Bytes(start: start, count: count)
  }

  /// What comparisons other than `@eq` see.
  func comparable(_ relation: NumericComparison.Relation) -> Int64 {
    if flags & Self.text != 0 { return NumericComparison.number(Bytes(start: start, count: count), relation) }
    if relation == .equal, Int32(exactly: integer) == nil { return 0 }
    return Int64(integer)
  }

  static func sum(_ bytes: Bytes) -> Int {
    // `@eq` reads the same numbers.
    Int(NumericComparison.number(bytes, .equal))
  }
}

extension ByteStore {
  func decimal(_ number: Int) -> Bytes {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
      var rest = number.magnitude
      var position = digits.count
      repeat {
        position -= 1
        digits[position] = UInt8(truncatingIfNeeded: 0x30 + rest % 10)
        rest /= 10
      } while rest > 0
      if number < 0, position > 0 {
        position -= 1
        digits[position] = UInt8(ascii: "-")
      }
      return copy(Bytes(UnsafeMutableBufferPointer(rebasing: digits[position...])))
    }
  }
}
