extension MultipartParser {
  enum Finding {
    case boundary
    case data
    case failed
  }

  /// Whether a piece is a boundary, resembles one or is something else.
  mutating func look(at piece: Piece, _ request: inout RequestParts) -> Finding {
    guard startsLine else { return .data }
    let line = UnsafeRawBufferPointer(rebasing: source[piece.range])
    guard line.contains("--", at: 0), line.count > 3, line[2] != 0, line[3] != 0 else {
      searchBoundary(in: line, &request.body)
      return .data
    }
    guard line.contains(boundary, at: 2) else { return lookAtUnmatched(line, &request) }
    if followsBareLineFeed { request.body.flags.insert(.lfLine) }
    if !hasReadContent, boundaries > 0 {
      // A part that has no content yet: a boundary cannot be here.
      request.body.flags.insert(.invalidPart)
      return .data
    }
    return readBoundary(piece, line, &request)
  }

  private mutating func readBoundary(
    _ piece: Piece, _ line: UnsafeRawBufferPointer, _ request: inout RequestParts
  ) -> Finding {
    if boundaries > 0 { request.body.unmatchedBoundary = 2 }
    var end = 2 + boundary.count
    let isFinal = line.contains("--", at: end)
    if isFinal { end += 2 }
    if line.count == end + 1, line[end] == Octet.lineFeed {
      request.body.flags.insert(.lfLine)
    } else if line.count == end + 2, line.contains("\r\n", at: end) {
      request.body.flags.insert(.crlfLine)
    } else {
      failure = .line("Multipart parsing error: Multipart: Invalid boundary: ", piece.range)
      return .failed
    }
    guard finishPart(&request) else { return .failed }
    if isFinal { isComplete = true } else { startNextPart() }
    boundaries += 1
    return .boundary
  }

  private mutating func startNextPart() {
    startPart()
    state = .headers
  }

  private mutating func lookAtUnmatched(_ line: UnsafeRawBufferPointer, _ request: inout RequestParts) -> Finding {
    if request.body.flags.contains(.boundaryQuoted), line[2] == UInt8(ascii: "\""), line.contains(boundary, at: 3) {
      failure = .plain("Multipart parsing error: Multipart: Invalid boundary (quotes).")
      return .failed
    }
    var start = 2
    while start < line.count, Octet.isSpace(line[start]) { start += 1 }
    if start != 2, line.contains(boundary, at: start) {
      failure = .plain("Multipart parsing error: Multipart: Invalid boundary (whitespace).")
      return .failed
    }
    request.body.unmatchedBoundary = 1
    return .data
  }

  /// Anywhere in a line. One byte is compared first that is no dash where there is one, because both lines and
  /// boundaries are full of dashes.
  private func searchBoundary(in line: UnsafeRawBufferPointer, _ body: inout ParsedBody) {
    guard body.unmatchedBoundary != 1, line.count >= boundary.count + 2 else { return }
    let end = line.count - boundary.count - 1
    var index = 0
    while let dash = line.firstIndex(of: UInt8(ascii: "-"), in: index..<end) {
      if line[dash + 1] == UInt8(ascii: "-"), line[dash + 2 + probe] == boundary[probe],
        line.contains(boundary, at: dash + 2)
      {
        body.unmatchedBoundary = 1
        return
      }
      index = dash + 1
    }
  }

  /// The lines of its header become members even where the part itself is none; false at a limit.
  mutating func finishPart(_ request: inout RequestParts) -> Bool {
    guard isInPart else { return true }
    for line in lines { request.body.partHeaders.append(Member(name: part.name, value: line)) }
    lines.removeAll(keepingCapacity: true)
    state = .preamble
    guard !part.name.isEmpty else {
      request.body.flags.insert(.invalidPart)
      return true
    }
    guard parts.count < request.limits.parts else {
      request.fail(.tooManyMembers, "Multipart parsing error: Multipart: Too many parts.")
      return false
    }
    parts.append(part)
    return true
  }
}
