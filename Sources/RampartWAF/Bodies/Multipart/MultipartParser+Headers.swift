extension MultipartParser {
  /// One line of a part's header. False where nothing more can be read; other errors are recorded and reading goes on.
  mutating func readHeader(_ range: Range<Int>, _ request: inout RequestParts) -> Bool {
    let line = UnsafeRawBufferPointer(rebasing: source[range])
    if line.firstIndex(of: 0, in: 0..<line.count) != nil {
      failure = .plain("Multipart parsing error: Multipart: Nul byte in part headers.")
      return true
    }
    let hasCarriageReturn = line.count > 1 && line[line.count - 2] == Octet.carriageReturn
    request.body.flags.insert(hasCarriageReturn ? .crlfLine : .lfLine)
    let end = line.count - (hasCarriageReturn ? 2 : 1)
    if end == 0 {
      recordLastLine(&request)
      return finishHeaders(&request)
    }
    if Octet.isSpace(line[0]) {
      fold(line, &request)
      return true
    }
    return addHeader(range, trimmedCount: end, &request)
  }

  private mutating func fold(_ line: UnsafeRawBufferPointer, _ request: inout RequestParts) {
    request.body.flags.insert(.headerFolding)
    if !isBlank(line[0]) { request.body.flags.insert(.invalidHeaderFolding) }
    guard !headers.isEmpty, var header = headers.popLast() else {
      failure = .plain("Multipart parsing error: Multipart: Invalid part header (folding error).")
      return
    }
    var start = 0
    while start < line.count, Octet.isSpace(line[start]) {
      if !isBlank(line[start]) { request.body.flags.insert(.invalidHeaderFolding) }
      start += 1
    }
    // The value that is folded is the last in the text.
    headerText.append(Octet.space)
    headerText.append(contentsOf: line[start..<chompedEnd(of: line, from: start)])
    header.value = ByteRange(header.value.range.lowerBound..<headerText.count)
    headers.append(header)
    if header.value.count > Self.pieceSize {
      failure = .plain("Multipart parsing error: Multipart: Part header too long.")
    } else {
      lastLine = .folded(valueCount: Int(header.value.count))
    }
  }

  private mutating func addHeader(
    _ range: Range<Int>, trimmedCount: Int, _ request: inout RequestParts
  ) -> Bool {
    let line = UnsafeRawBufferPointer(rebasing: source[range])
    recordLastLine(&request)
    guard let colon = line.firstIndex(of: UInt8(ascii: ":"), in: 0..<line.count) else {
      failure = .line("Multipart parsing error: Multipart: Invalid part header (colon missing): ", range)
      return true
    }
    guard colon > 0 else {
      failure = .plain("Multipart parsing error: Multipart: Invalid part header (header name missing).")
      return true
    }
    let name = UnsafeRawBufferPointer(rebasing: line[..<colon])
    // Some applications skip such bytes and see a header that we do not; the line is a member for rules all the same.
    if name.contains(where: { $0 < 0x21 || $0 > 0x7E }) {
      failure = .plain("Multipart parsing error: Multipart: Invalid part header (contains invalid character).")
    }
    if header(named: name) != nil { return true }
    headerCount += 1
    guard headerCount <= request.limits.partHeaders else {
      request.fail(.tooManyMembers, "Multipart parsing error: Multipart: Too many part headers.")
      return false
    }
    var start = colon + 1
    while start < line.count, isBlank(line[start]) { start += 1 }
    let text = headerText.count
    headerText.append(contentsOf: name)
    headerText.append(contentsOf: line[start..<chompedEnd(of: line, from: start)])
    headers.append(
      MultipartHeader(
        name: ByteRange(text..<text + colon), value: ByteRange(text + colon..<headerText.count), hash: hash(of: name)))
    lastLine = .plain(range.prefix(trimmedCount))
    return true
  }

  /// The ends of a line go; where there is nothing else they stay.
  private func chompedEnd(of line: UnsafeRawBufferPointer, from start: Int) -> Int {
    var end = line.count
    while end > start, line[end - 1] == Octet.lineFeed || line[end - 1] == Octet.carriageReturn { end -= 1 }
    return end == start ? line.count : end
  }

  private func isBlank(_ byte: UInt8) -> Bool {
    byte == Octet.space || byte == Octet.tab
  }

  mutating func recordLastLine(_ request: inout RequestParts) {
    defer { lastLine = .none }
    switch lastLine {
    case .none: break
    case .plain(let range):
      if !range.isEmpty { lines.append(request.arena.append(UnsafeRawBufferPointer(rebasing: source[range]))) }
    case .folded(let count):
      guard let header = headers.last else { return }
      var value = header.value
      value.count = UInt32(count)
      let start = request.arena.count
      headerText.withUnsafeBytes {
        _ = request.arena.append(header.name.slice(of: $0))
        _ = request.arena.append(": ")
        _ = request.arena.append(value.slice(of: $0))
      }
      lines.append(ByteRange(start..<request.arena.count))
    }
  }
}

extension MultipartParser {
  private func hash(of name: UnsafeRawBufferPointer) -> UInt32 {
    name.reduce(2_166_136_261) { ($0 ^ UInt32(Octet.lowercased($1))) &* 16_777_619 }
  }

  /// The header of the part with a name, in any case.
  func header(named name: UnsafeRawBufferPointer) -> MultipartHeader? {
    let wanted = hash(of: name)
    return headerText.withUnsafeBytes { text in
      headers.first { $0.hash == wanted && isSame($0.name.slice(of: text), name) }
    }
  }

  private func isSame(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
    left.count == right.count && zip(left, right).allSatisfy { Octet.lowercased($0) == Octet.lowercased($1) }
  }
}
