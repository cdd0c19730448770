extension Transformation {
  /// `compressWhitespace`: each run of white space becomes one space.
  static func compressWhiteSpace(_ input: UnsafeRawBufferPointer, into sink: inout ByteSink) {
    var isInside = false
    for byte in input {
      let isWhiteSpace = ASCII.isWhiteSpace(byte)
      if !isWhiteSpace {
        sink.append(byte)
      } else if !isInside {
        sink.append(ASCII.space)
      }
      isInside = isWhiteSpace
    }
  }

  /// `removeWhitespace`: the no-break space goes too. As in ModSecurity both bytes of its UTF-8 go wherever they stand.
  static func removeWhiteSpace(_ input: UnsafeRawBufferPointer, into sink: inout ByteSink) {
    for byte in input where !ASCII.isWhiteSpace(byte) && byte != ASCII.noBreakSpace && byte != 0xC2 {
      sink.append(byte)
    }
  }

  static func trim(_ input: UnsafeRawBufferPointer, left: Bool, right: Bool, into sink: inout ByteSink) {
    var start = 0
    var end = input.count
    if left { while start < end, ASCII.isWhiteSpace(input[start]) { start += 1 } }
    if right { while end > start, ASCII.isWhiteSpace(input[end - 1]) { end -= 1 } }
    sink.append(input, start..<end)
  }
}
