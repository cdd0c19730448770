/// Escapes of a string that the lexer has accepted.
enum JSONString {
  /// Writes the text of `raw`, which is never longer than `raw` itself; says how many bytes.
  static func decode(_ raw: UnsafeRawBufferPointer, to destination: UnsafeMutablePointer<UInt8>) -> Int {
    var read = 0
    var written = 0
    while read < raw.count {
      guard raw[read] == UInt8(ascii: "\\"), read + 1 < raw.count else {
        destination[written] = raw[read]
        written += 1
        read += 1
        continue
      }
      if raw[read + 1] == UInt8(ascii: "u") {
        let (scalar, count) = codePoint(raw, at: read)
        written += CodePointText.write(scalar, to: destination + written)
        read += count
      } else {
        destination[written] = plain(raw[read + 1])
        written += 1
        read += 2
      }
    }
    return written
  }

  private static func plain(_ letter: UInt8) -> UInt8 {
    switch letter {
    case UInt8(ascii: "b"): 0x08
    case UInt8(ascii: "f"): 0x0C
    case UInt8(ascii: "n"): 0x0A
    case UInt8(ascii: "r"): 0x0D
    case UInt8(ascii: "t"): 0x09
    default: letter
    }
  }

  /// The code point and the length of its escape. A first surrogate takes the escape behind it for the second,
  /// whatever that is, and is a question mark without one; a second surrogate alone stays what it is.
  private static func codePoint(_ raw: UnsafeRawBufferPointer, at index: Int) -> (UInt32, Int) {
    let first = hexadecimal(raw, at: index + 2)
    guard first & 0xFC00 == 0xD800 else { return (first, 6) }
    guard raw.contains("\\u", at: index + 6) else { return (0x3F, 6) }
    let second = hexadecimal(raw, at: index + 8)
    return (0x10000 + (first & 0x3FF) << 10 + second & 0x3FF, 12)
  }

  private static func hexadecimal(_ raw: UnsafeRawBufferPointer, at index: Int) -> UInt32 {
    guard index + 4 <= raw.count else { return 0x3F }
    return raw[index..<index + 4].reduce(0) { $0 << 4 | UInt32(Octet.hexadecimal($1) & 15) }
  }
}
