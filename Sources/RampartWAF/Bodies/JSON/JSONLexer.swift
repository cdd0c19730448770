/// The tokens of a JSON text as YAJL 2.1 cuts them: vertical tabs and form feeds are white space, strings must be
/// UTF-8 in form (overlong forms and surrogates pass), and the text ends as if a space stood behind it.
struct JSONLexer {
  enum Token {
    case openObject, closeObject, openArray, closeArray, comma, colon
    case null, yes, no, end
    case number(Range<Int>)
    /// What stands between the quotes.
    case string(Range<Int>, hasEscapes: Bool)
  }

  let bytes: UnsafeRawBufferPointer
  private(set) var position = 0

  init(_ bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
  }

  /// The space behind the text ends what is incomplete, so that it is an error of its own kind.
  @inline(__always)
  private func byte(at index: Int) -> UInt8 {
    index < bytes.count ? bytes[index] : Octet.space
  }

  mutating func next() throws(JSONFailure) -> Token {
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      switch byte {
      case UInt8(ascii: "{"): return .openObject
      case UInt8(ascii: "}"): return .closeObject
      case UInt8(ascii: "["): return .openArray
      case UInt8(ascii: "]"): return .closeArray
      case UInt8(ascii: ","): return .comma
      case UInt8(ascii: ":"): return .colon
      case UInt8(ascii: "\""): return try string()
      case UInt8(ascii: "t"): return try word("rue", .yes)
      case UInt8(ascii: "f"): return try word("alse", .no)
      case UInt8(ascii: "n"): return try word("ull", .null)
      case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number(from: position - 1)
      case UInt8(ascii: "/"): throw .comment
      default:
        guard Octet.isSpace(byte) else { throw .character }
      }
    }
    return .end
  }

  private mutating func word(_ rest: StaticString, _ token: Token) throws(JSONFailure) -> Token {
    guard bytes.contains(rest, at: position) else { throw .string }
    position += rest.utf8CodeUnitCount
    return token
  }

  private mutating func number(from start: Int) throws(JSONFailure) -> Token {
    var index = start
    defer { position = index }
    if bytes[index] == UInt8(ascii: "-") { index += 1 }
    guard Octet.isDigit(byte(at: index)) else { throw .digitAfterMinus }
    index = byte(at: index) == UInt8(ascii: "0") ? index + 1 : digits(from: index)
    if byte(at: index) == UInt8(ascii: ".") {
      guard Octet.isDigit(byte(at: index + 1)) else { throw .digitAfterPoint }
      index = digits(from: index + 1)
    }
    if byte(at: index) | 0x20 == UInt8(ascii: "e") {
      index += 1
      if byte(at: index) == UInt8(ascii: "+") || byte(at: index) == UInt8(ascii: "-") { index += 1 }
      guard Octet.isDigit(byte(at: index)) else { throw .digitAfterExponent }
      index = digits(from: index)
    }
    return .number(start..<index)
  }

  private func digits(from start: Int) -> Int {
    var index = start
    while index < bytes.count, Octet.isDigit(bytes[index]) { index += 1 }
    return index
  }
}

extension JSONLexer {
  private mutating func string() throws(JSONFailure) -> Token {
    let start = position
    var hasEscapes = false
    while position < bytes.count {
      skipPlain()
      guard position < bytes.count else { break }
      switch bytes[position] {
      case UInt8(ascii: "\""):
        position += 1
        return .string(start..<position - 1, hasEscapes: hasEscapes)
      case UInt8(ascii: "\\"):
        hasEscapes = true
        try escape()
      case 0..<0x20: throw .jsonCharacter
      default: try multibyte()
      }
    }
    throw .end
  }

  /// Over everything that needs no look, eight bytes at a time: a byte does where it is a control, a quote, a
  /// backslash or not Octet.
  @inline(__always)
  private mutating func skipPlain() {
    let ones = UInt64(0x0101_0101_0101_0101)
    while position + 8 <= bytes.count {
      let word = bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)
      let quotes = word ^ (ones &* 0x22)
      let backslashes = word ^ (ones &* 0x5C)
      let marks = (word &- ones &* 0x20) | (quotes &- ones) | (backslashes &- ones) | word
      if marks & (ones &* 0x80) != 0 { break }
      position += 8
    }
    while position < bytes.count {
      let byte = bytes[position]
      if byte < 0x20 || byte == 0x22 || byte == 0x5C || byte >= 0x80 { return }
      position += 1
    }
  }

  private mutating func escape() throws(JSONFailure) {
    switch byte(at: position + 1) {
    case UInt8(ascii: "u"):
      for index in position + 2..<position + 6 where Octet.hexadecimal(byte(at: index)) >= 16 { throw .hexCharacter }
      position += 6
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      position += 2
    default: throw .escapedCharacter
    }
  }

  private mutating func multibyte() throws(JSONFailure) {
    let first = bytes[position]
    let more = first >> 5 == 0x06 ? 1 : first >> 4 == 0x0E ? 2 : first >> 3 == 0x1E ? 3 : 0
    guard more > 0 else { throw .invalidUTF8 }
    for index in position + 1...position + more where byte(at: index) >> 6 != 0x02 { throw .invalidUTF8 }
    position += 1 + more
  }
}
