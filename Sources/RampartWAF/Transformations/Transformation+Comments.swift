extension Transformation {
  /// `replaceComments`: each `/* … */` becomes one space, also where its end is missing.
  static func replaceComments(_ input: UnsafeRawBufferPointer, into sink: inout ByteSink) {
    var position = 0
    while position < input.count {
      let start = position
      position = ByteScan.first(ASCII.slash, in: input, from: start)
      while position < input.count, !startsComment(input, at: position) {
        position = ByteScan.first(ASCII.slash, in: input, from: position + 1)
      }
      sink.append(input, start..<position)
      guard position < input.count else { return }
      position += 2
      while position < input.count, !endsComment(input, at: position) { position += 1 }
      position += 2
      sink.append(ASCII.space)
    }
  }

  /// `removeComments`: `/* … */` and `<!-- … -->`, each ended by either end, and everything from `--` or `#` on.
  ///
  /// As in ModSecurity, the byte behind a comment is copied whatever it is, a NUL where the value ends there, and a
  /// comment without an end leaves a space.
  static func removeComments(_ input: UnsafeRawBufferPointer, into sink: inout ByteSink) {
    var position = 0
    while position < input.count {
      let opening = lengthOfOpening(input, at: position)
      if opening == 0 {
        let byte = input[position]
        if byte == ASCII.hash || startsLineComment(input, at: position) { return }
        sink.append(byte)
        position += 1
        continue
      }
      position += opening
      var closing = lengthOfClosing(input, at: position)
      while closing == 0, position < input.count {
        position += 1
        closing = lengthOfClosing(input, at: position)
      }
      if closing == 0 { return sink.append(ASCII.space) }
      position += closing
      sink.append(position < input.count ? input[position] : ASCII.nul)
      position += 1
    }
  }

  /// `removeCommentsChar`: the marks go, what they enclose stays.
  static func removeCommentMarks(_ input: UnsafeRawBufferPointer, into sink: inout ByteSink) {
    var position = 0
    while position < input.count {
      let mark = max(lengthOfOpening(input, at: position), lengthOfClosing(input, at: position))
      if mark > 0 {
        position += mark
      } else if startsLineComment(input, at: position) {
        position += 2
      } else {
        if input[position] != ASCII.hash { sink.append(input[position]) }
        position += 1
      }
    }
  }

  private static func lengthOfOpening(_ input: UnsafeRawBufferPointer, at position: Int) -> Int {
    if startsComment(input, at: position) { return 2 }
    let isMarkup =
      position + 3 < input.count && input[position] == ASCII.less && input[position + 1] == ASCII.exclamation
      && startsLineComment(input, at: position + 2)
    return isMarkup ? 4 : 0
  }

  private static func lengthOfClosing(_ input: UnsafeRawBufferPointer, at position: Int) -> Int {
    if endsComment(input, at: position) { return 2 }
    let isMarkup =
      startsLineComment(input, at: position) && position + 2 < input.count && input[position + 2] == ASCII.greater
    return isMarkup ? 3 : 0
  }

  @inline(__always)
  private static func startsComment(_ input: UnsafeRawBufferPointer, at position: Int) -> Bool {
    position + 1 < input.count && input[position] == ASCII.slash && input[position + 1] == ASCII.asterisk
  }

  @inline(__always)
  private static func endsComment(_ input: UnsafeRawBufferPointer, at position: Int) -> Bool {
    position + 1 < input.count && input[position] == ASCII.asterisk && input[position + 1] == ASCII.slash
  }

  @inline(__always)
  private static func startsLineComment(_ input: UnsafeRawBufferPointer, at position: Int) -> Bool {
    position + 1 < input.count && input[position] == ASCII.hyphen && input[position + 1] == ASCII.hyphen
  }
}
