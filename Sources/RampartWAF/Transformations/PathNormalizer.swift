/// `normalizePath` and `normalizePathWin`: no double slashes, no `.` and `..` segments but those that lead out of a
/// relative path.
struct PathNormalizer {
  private let input: UnsafeRawBufferPointer
  private let windows: Bool
  private let last: Int
  private let isRelative: Bool
  private var position = 0
  /// The path has climbed as far as it can, so that a further `..` must stay.
  private var isAtRoot = false
  private var isDone = false

  static func write(_ input: UnsafeRawBufferPointer, windows: Bool, into sink: inout ByteSink) {
    guard !input.isEmpty else { return }
    var normalizer = PathNormalizer(input, windows: windows)
    normalizer.write(into: &sink)
  }

  private init(_ input: UnsafeRawBufferPointer, windows: Bool) {
    self.input = input
    self.windows = windows
    last = input.count - 1
    isRelative = !Self.isSeparator(input[0], windows)
  }

  private static func isSeparator(_ byte: UInt8, _ windows: Bool) -> Bool {
    byte == ASCII.slash || (windows && byte == ASCII.backslash)
  }

  private func byte(at position: Int) -> UInt8 {
    Self.isSeparator(input[position], windows) ? ASCII.slash : input[position]
  }

  private mutating func write(into sink: inout ByteSink) {
    while !isDone, position <= last {
      copySegment(into: &sink)
      let start = position
      if position == last { isDone = true }
      let endsSegment = isDone || byte(at: position + 1) == ASCII.slash
      if !endsSegment || endSegment(&sink) { copy(from: start, into: &sink) }
    }
    if !Self.isSeparator(input[last], windows), sink.last == ASCII.slash { sink.truncate(to: sink.count - 1) }
  }

  /// Copies what ends no segment and begins none: all of one but its last byte.
  private mutating func copySegment(into sink: inout ByteSink) {
    guard !Self.isSeparator(input[position], windows) else { return }
    var end = position
    while end < last, !Self.isSeparator(input[end + 1], windows) { end += 1 }
    sink.append(input, position..<end)
    position = end
  }

  /// Returns whether the byte at `position` is to be copied.
  private mutating func endSegment(_ sink: inout ByteSink) -> Bool {
    switch byte(at: position) {
    case ASCII.slash where position != last:
      return true
    case ASCII.dot:
      return endDotSegment(&sink)
    default:
      if sink.count > 0 { isAtRoot = false }
      return true
    }
  }

  private mutating func endDotSegment(_ sink: inout ByteSink) -> Bool {
    switch sink.last {
    case ASCII.dot:
      if isRelative && (isAtRoot || sink.count <= 2) {
        isAtRoot = true
        return true
      }
      removeSegment(&sink)
    case ASCII.slash:
      if !isDone { sink.truncate(to: sink.count - 1) }
    case nil:
      break
    default:
      return true
    }
    // The slash behind takes the place of the dot.
    if !isDone { position += 1 }
    return !isDone
  }

  /// The `.` that has been copied and the segment before. A segment that ends in two dots is taken for `..`.
  private mutating func removeSegment(_ sink: inout ByteSink) {
    var end = sink.count - 3
    while end > 0, sink[end] != ASCII.slash { end -= 1 }
    if end <= 0 {
      isAtRoot = true
      end = !isRelative && position == last ? 1 : 0
    }
    sink.truncate(to: end)
  }

  /// `start`: where this step began; backslashes further on than its next byte are copied as they are, as in
  /// ModSecurity.
  private mutating func copy(from start: Int, into sink: inout ByteSink) {
    if byte(at: position) == ASCII.slash {
      while position < last, Self.isSeparator(input[position + 1], windows) { position += 1 }
      if isRelative && sink.count == 0 {
        position += 1
        return
      }
    }
    sink.append(position <= start + 1 ? byte(at: position) : input[position])
    position += 1
  }
}
