/// The argument of `@validateByteRange`: `1-255`, `9,10,32-126`.
enum ByteRangeList {
  static func check(_ text: SecLangText) throws(SecLangFault) {
    let pieces = text.split(separator: .comma, omittingEmptySubsequences: false)
    for piece in pieces {
      let piece = piece.trimmed
      let ends = piece.split(at: .minus) ?? (piece, piece)
      guard let low = ends.before.trimmed.number, let high = ends.behind.trimmed.number, low <= high, high <= 255 else {
        throw SecLangFault(
          "invalidByteRange", "`\(piece.shown)` is no range of bytes", hint: "such as `9,10,32-126`, from 0 to 255")
      }
    }
  }
}
