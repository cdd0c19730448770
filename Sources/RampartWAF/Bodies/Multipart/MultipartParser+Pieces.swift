extension MultipartParser {
  /// A line with its end, or as much of a long one as fits.
  struct Piece {
    var range: Range<Int>
    var endsLine: Bool
    var isFull: Bool
  }

  /// The next piece; nil where the rest is less than a line, which waits for more that never comes.
  func nextPiece() -> Piece? {
    let window = min(source.count - position, Self.pieceSize)
    if let lineFeed = source.firstIndex(of: Octet.lineFeed, in: position..<position + window) {
      let range = position..<lineFeed + 1
      return Piece(range: range, endsLine: true, isFull: range.count == Self.pieceSize)
    }
    guard window == Self.pieceSize else { return nil }
    // A carriage return is kept together with what follows it.
    let isHeldBack = source[position + window - 1] == Octet.carriageReturn
    return Piece(range: position..<position + window - (isHeldBack ? 1 : 0), endsLine: false, isFull: true)
  }

  mutating func run(_ request: inout RequestParts) {
    var isReadable = true
    while isReadable, let piece = nextPiece() {
      isReadable = read(piece, &request)
      guard isReadable else { break }
      position = piece.range.upperBound
      startsLine = piece.endsLine
      followsBareLineFeed = piece.endsLine && !endsInCarriageReturn(piece)
      if isComplete, position < source.count {
        request.body.flags.insert(.dataAfter)
        break
      }
    }
    if !isReadable { request.body.flags.insert(.failed) }
    finish(&request, isReadable: isReadable)
  }

  private func endsInCarriageReturn(_ piece: Piece) -> Bool {
    piece.range.count >= 2 && source[piece.range.upperBound - 2] == Octet.carriageReturn
  }

  /// False where nothing more can be read.
  private mutating func read(_ piece: Piece, _ request: inout RequestParts) -> Bool {
    switch look(at: piece, &request) {
    case .boundary: return true
    case .failed: return false
    case .data: break
    }
    switch state {
    case .preamble:
      request.body.flags.insert(.dataBefore)
      return true
    case .headers:
      if piece.isFull {
        failure = .plain("Multipart parsing error: Multipart: Part header line over 4096 bytes long")
        return false
      }
      return readHeader(piece.range, &request)
    case .content:
      readContent(piece)
      return true
    }
  }

  /// What was held back as the end of a line belongs to the content once more content follows.
  private mutating func readContent(_ piece: Piece) {
    let start = hasReadContent ? part.content.lowerBound : piece.range.lowerBound
    hasReadContent = true
    var end = piece.range.upperBound
    if piece.endsLine { end -= endsInCarriageReturn(piece) ? 2 : 1 }
    part.content = start..<end
  }
}
