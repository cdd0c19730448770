extension ExpressionParser {
  mutating func parseEscape() throws(Unsupported) -> ExpressionNode {
    guard let byte = next else { throw Unsupported() }
    if let anchor = ExpressionNode.Anchor(rawValue: "\\" + String(UnicodeScalar(byte))) {
      position += 1
      return .anchor(anchor)
    }
    return .bytes(folded(try parseEscapedSet()))
  }

  /// What stands behind a backslash and is a set, in a class or outside.
  mutating func parseEscapedSet() throws(Unsupported) -> ByteSet {
    guard let byte = next else { throw Unsupported() }
    position += 1
    switch byte {
    case UInt8(ascii: "d"): return .digits
    case UInt8(ascii: "D"): return ByteSet.digits.inverted
    case UInt8(ascii: "w"): return .wordBytes
    case UInt8(ascii: "W"): return ByteSet.wordBytes.inverted
    case UInt8(ascii: "s"): return .spaces
    case UInt8(ascii: "S"): return ByteSet.spaces.inverted
    case UInt8(ascii: "h"): return Self.horizontalSpaces
    case UInt8(ascii: "H"): return Self.horizontalSpaces.inverted
    case UInt8(ascii: "v"): return Self.verticalSpaces
    case UInt8(ascii: "V"): return Self.verticalSpaces.inverted
    case UInt8(ascii: "n"): return ByteSet([0x0A])
    case UInt8(ascii: "r"): return ByteSet([0x0D])
    case UInt8(ascii: "t"): return ByteSet([0x09])
    case UInt8(ascii: "f"): return ByteSet([0x0C])
    case UInt8(ascii: "e"): return ByteSet([0x1B])
    case UInt8(ascii: "a"): return ByteSet([0x07])
    case UInt8(ascii: "x"): return ByteSet([try parseHexadecimal()])
    // Back references, octal numbers, and letters with a meaning that is not looked into here.
    case _ where ByteSet.wordBytes.contains(byte) && byte != UInt8(ascii: "_"): throw Unsupported()
    default: return ByteSet([byte])
    }
  }

  /// `\x41`, `\x{41}`.
  private mutating func parseHexadecimal() throws(Unsupported) -> UInt8 {
    let isBraced = take("{")
    var value = 0
    let start = position
    while let byte = next, position - start < (isBraced ? 8 : 2), let digit = Self.hexadecimalValue(byte) {
      value = value << 4 | digit
      position += 1
    }
    guard !isBraced || (position > start && take("}")), let byte = UInt8(exactly: value) else { throw Unsupported() }
    return byte
  }

  private static func hexadecimalValue(_ byte: UInt8) -> Int? {
    byte < 0x80 ? Character(UnicodeScalar(byte)).hexDigitValue : nil
  }

  private static let horizontalSpaces = ByteSet([0x09, 0x20, 0xA0])
  private static let verticalSpaces = ByteSet(Array(0x0A...0x0D) + [0x85])
}
