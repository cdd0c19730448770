extension ExpressionParser {
  mutating func parseClass() throws(Unsupported) -> ByteSet {
    let isInverted = take("^")
    var set = ByteSet()
    var isFirst = true
    while isFirst || next != UInt8(ascii: "]") {
      isFirst = false
      let (member, single) = try parseMember()
      if let single, let last = try parseRangeEnd() {
        guard single <= last else { throw Unsupported() }
        set.formUnion(ByteSet(single...last))
      } else {
        set.formUnion(member)
      }
    }
    position += 1
    // Case is folded first: `[^a]` without regard to case leaves out both.
    return isInverted ? folded(set).inverted : folded(set)
  }

  /// A member, and the byte that it is where it is one and may begin a range.
  private mutating func parseMember() throws(Unsupported) -> (ByteSet, UInt8?) {
    if take("[:") { return (try parseNamedClass(), nil) }
    // Collating elements: refused by PCRE too.
    if take("[.") || take("[=") { throw Unsupported() }
    if take("\\") {
      if take("b") { return (ByteSet([0x08]), 0x08) }
      let set = try parseEscapedSet()
      return (set, set.count == 1 ? set.ranges[0].lowerBound : nil)
    }
    guard let byte = next else { throw Unsupported() }
    position += 1
    return (ByteSet([byte]), byte)
  }

  /// The last byte of a range, where a hyphen that is not the last of the class comes next.
  private mutating func parseRangeEnd() throws(Unsupported) -> UInt8? {
    guard next == UInt8(ascii: "-"), position + 1 < input.count, input[position + 1] != UInt8(ascii: "]") else {
      return nil
    }
    position += 1
    let (_, last) = try parseMember()
    guard let last else { throw Unsupported() }
    return last
  }

  private mutating func parseNamedClass() throws(Unsupported) -> ByteSet {
    let isInverted = take("^")
    let start = position
    while let byte = next, byte != UInt8(ascii: ":") {
      position += 1
    }
    let name = String(decoding: input[start..<position], as: UTF8.self)
    guard take(":]"), let set = Self.namedClasses[name] else { throw Unsupported() }
    // Without regard to case, what is no upper case letter is no letter.
    return isInverted ? folded(set).inverted : set
  }

  private static let namedClasses: [String: ByteSet] = {
    let letters = ByteSet(Array(0x41...0x5A) + Array(0x61...0x7A))
    let graphic = ByteSet(0x21...0x7E)
    return [
      "alpha": letters, "digit": .digits, "alnum": letters.union(.digits), "upper": ByteSet(0x41...0x5A),
      "lower": ByteSet(0x61...0x7A), "word": .wordBytes, "space": .spaces, "blank": ByteSet([0x09, 0x20]),
      "cntrl": ByteSet(Array(0x00...0x1F) + [0x7F]), "graph": graphic, "print": ByteSet(0x20...0x7E),
      "punct": ByteSet((0x21...0x7E).filter { !letters.union(.digits).contains($0) }),
      "xdigit": ByteSet(Array(0x30...0x39) + Array(0x41...0x46) + Array(0x61...0x66)), "ascii": ByteSet(0x00...0x7F),
    ]
  }()
}
