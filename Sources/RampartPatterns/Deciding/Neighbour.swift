/// What stands on one side of a place in the text.
struct Neighbour: Sendable, Hashable {
  /// Nil where the text ends.
  let byte: UInt8?
  /// Whether it is the last byte of the text; said of line feeds only.
  let isLast: Bool

  static let edge = Neighbour(byte: nil, isLast: false)

  var isEdge: Bool { byte == nil }
  var isLineFeed: Bool { byte == 0x0A }
  var isWord: Bool { byte.map(ByteSet.wordBytes.contains) ?? false }
}
