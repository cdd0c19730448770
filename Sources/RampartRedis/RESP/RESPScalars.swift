/// The values that are one line.
enum RESPScalars {
  /// A sign and digits (RESP: `:[<+|->]<value>`).
  static func integer(_ line: [UInt8]) throws(RESPViolation) -> Int64 {
    let digits = line.first == UInt8(ascii: "-") || line.first == UInt8(ascii: "+") ? line.dropFirst() : line[...]
    guard areDigits(digits), let value = Int64(String(decoding: line, as: UTF8.self)) else { throw .integer }
    return value
  }

  /// A length of digits, or nil for the `-1` that RESP2 writes for null.
  static func length(_ line: [UInt8]) throws(RESPViolation) -> Int? {
    if line == [UInt8(ascii: "-"), UInt8(ascii: "1")] { return nil }
    guard areDigits(line[...]), line.count <= 10, let value = Int(String(decoding: line, as: UTF8.self)) else {
      throw .length
    }
    return value
  }

  static func boolean(_ line: [UInt8]) throws(RESPViolation) -> Bool {
    if line == [UInt8(ascii: "t")] { return true }
    if line == [UInt8(ascii: "f")] { return false }
    throw .boolean
  }

  /// Decimal, `inf`, `-inf` or `nan`. Hexadecimal, which Swift would read as well, is none.
  static func double(_ line: [UInt8]) throws(RESPViolation) -> Double {
    let text = String(decoding: line, as: UTF8.self)
    switch text {
    case "inf", "+inf": return .infinity
    case "-inf": return -.infinity
    case "nan", "-nan": return .nan
    default:
      let isDecimal = line.allSatisfy { isDigit($0) || "+-.eE".utf8.contains($0) }
      guard isDecimal, let value = Double(text) else { throw .double }
      return value
    }
  }

  static func bigNumber(_ line: [UInt8]) throws(RESPViolation) -> String {
    let digits = line.first == UInt8(ascii: "-") || line.first == UInt8(ascii: "+") ? line.dropFirst() : line[...]
    guard areDigits(digits) else { throw .bigNumber }
    return String(decoding: line, as: UTF8.self)
  }

  /// Three bytes of format, a colon, and the text.
  static func verbatim(_ bytes: [UInt8]) throws(RESPViolation) -> RESPValue {
    guard bytes.count >= 4, bytes[3] == UInt8(ascii: ":") else { throw .verbatim }
    return .verbatim(format: String(decoding: bytes[..<3], as: UTF8.self), text: Array(bytes[4...]))
  }

  private static func areDigits(_ bytes: ArraySlice<UInt8>) -> Bool {
    !bytes.isEmpty && bytes.allSatisfy(isDigit)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte)
  }
}
