extension Transformation {
  /// `cssDecode`: `\` and one to six hexadecimal digits, of which the last two count, and one white space behind them;
  /// `\` before anything else goes, and takes a line feed with it. NUL is a byte like any other: ModSecurity before
  /// 3.0.13 ended there, and rules did not see what came behind it.
  static func decodeCSS(_ input: UnsafeRawBufferPointer, into sink: inout ByteSink) {
    var position = 0
    while position < input.count {
      let start = position
      position = ByteScan.first(ASCII.backslash, in: input, from: start)
      sink.append(input, start..<position)
      guard position + 1 < input.count else { return }
      position += 1
      if let byte = cssEscape(input, at: &position) { sink.append(byte) }
    }
  }

  /// What stands for the bytes behind a `\`; moves over them.
  private static func cssEscape(_ input: UnsafeRawBufferPointer, at position: inout Int) -> UInt8? {
    let digits = countOfDigits(input, at: position)
    guard digits > 0 else {
      defer { position += 1 }
      return input[position] == ASCII.newline ? nil : input[position]
    }
    let byte = cssCharacter(input, at: position, digits: digits)
    position += digits
    if position < input.count, ASCII.isWhiteSpace(input[position]) { position += 1 }
    return byte
  }

  private static func countOfDigits(_ input: UnsafeRawBufferPointer, at start: Int) -> Int {
    var count = 0
    while count < 6, start + count < input.count, HexDigits.isDigit(input[start + count]) { count += 1 }
    return count
  }

  /// With four digits, leading zeros aside, full width forms count as what they look like.
  private static func cssCharacter(_ input: UnsafeRawBufferPointer, at start: Int, digits: Int) -> UInt8 {
    let end = start + digits
    if digits == 1 { return HexDigits.value(input[start]) }
    guard digits >= 4 else { return HexDigits.pair(input, at: end - 2) }
    for offset in start..<(end - 4) where input[offset] != ASCII.zero { return HexDigits.pair(input, at: end - 2) }
    return HexDigits.foldedCode(input, at: end - 4)
  }
}
