import RampartWAF
import Testing

@Suite struct ValidationOperatorTests {
  @Test(arguments: [
    ("32-126", [UInt8](0x20...0x7E), false), ("32-126", [0x1F], true), ("32-126", [0x7F], true), ("32-126", [], false),
    ("10, 13,32-126", [0x0A, 0x0D, 0x41], false), ("1-255", [0], true), ("1-255", [1, 255], false),
    ("0-255", [0, 255], false), ("38,44-46,48-58", [38, 44, 46, 58], false), ("38,44-46,48-58", [47], true),
  ])
  func `Bytes outside of the ranges match`(_ ranges: String, _ value: [UInt8], _ expected: Bool) throws {
    #expect(try OperatorProbe(.validateByteRange, ranges).evaluate(value) == (expected ? .match : .noMatch))
  }

  @Test(arguments: ["", "256", "5-4", "a", "1-", "1,,2", "-1"])
  func `What are no ranges of bytes is refused`(_ ranges: String) {
    let error = #expect(throws: OperatorError.self) { try OperatorProbe(.validateByteRange, ranges) }
    #expect(error?.code == "waf.operator.validateByteRange")
  }

  @Test func `Ranges have no macros`() {
    #expect(throws: OperatorError.self) { try OperatorProbe(expanded: .validateByteRange) }
  }

  @Test(arguments: [
    ("", false), ("abc", false), ("%41", false), ("%aF%00", false), ("%", true), ("%4", true), ("%4g", true),
    ("%g4", true), ("100%", true), ("%%41", true), ("a%41b%4", true), ("%u0041", true), ("%41%41%", true),
  ])
  func `A percent sign without two digits matches`(_ value: String, _ expected: Bool) throws {
    #expect(try OperatorProbe(.validateUrlEncoding).matches(value) == expected)
  }

  @Test(
    arguments: [
      ([0x41, 0x7F, 0x00], false), ([], false), ([0xC3, 0xA9], false), ([0xE2, 0x82, 0xAC], false),
      ([0xF0, 0x9F, 0x98, 0x80], false), ([0xC3], true), ([0xC3, 0x41], true), ([0x80], true), ([0xC0, 0xAF], true),
      ([0xE0, 0x80, 0xAF], true), ([0xF0, 0x80, 0x80, 0xAF], true), ([0xED, 0xA0, 0x80], true), ([0xFF], true),
      ([0xF5, 0x80, 0x80, 0x80], true), ([0xE2, 0x82], true), ([UInt8](repeating: 0x61, count: 15) + [0x80], true),
      ([UInt8](repeating: 0x61, count: 15) + [0xC3, 0xA9] + [UInt8](repeating: 0x61, count: 9), false),
    ] as [([UInt8], Bool)])
  func `What is no UTF-8 matches`(_ value: [UInt8], _ expected: Bool) throws {
    #expect(try OperatorProbe(.validateUtf8Encoding).evaluate(value) == (expected ? .match : .noMatch))
  }
}
