extension MultipartParser {
  private static let contentDisposition: StaticString = "content-disposition"

  /// The empty line behind the header: from here on it is content. False where nothing more can be read.
  mutating func finishHeaders(_ request: inout RequestParts) -> Bool {
    // Taken out, so that it can be read while the part is written.
    var text: [UInt8] = []
    let header = contentDisposition
    swap(&text, &headerText)
    let refused: MultipartFailure? = text.withUnsafeBytes { bytes in
      header.flatMap { refusal(of: $0.value.slice(of: bytes), &request) }
    }
    swap(&text, &headerText)
    if let refused {
      failure = refused
    } else if header == nil {
      failure = .plain("Multipart parsing error: Multipart: Part missing Content-Disposition header.")
    } else {
      part.isFile = !part.fileName.isEmpty
      state = .content
      hasReadContent = false
      return true
    }
    refusals += 1
    return refusals < Self.refusalLimit
  }

  private var contentDisposition: MultipartHeader? {
    header(named: UnsafeRawBufferPointer(Self.contentDisposition))
  }

  private mutating func refusal(
    of value: UnsafeRawBufferPointer, _ request: inout RequestParts
  ) -> MultipartFailure? {
    var disposition = ContentDisposition(value)
    if let code = disposition.parse(into: &part, &request) { return .disposition(code: code, value: Array(value)) }
    if part.name.isEmpty {
      return .plain("Multipart parsing error: Multipart: Content-Disposition header missing name field.")
    }
    // Who reads the header with less care would take it for a field.
    if !part.fileName.isEmpty, value.firstIndex(of: "filename=") == nil {
      return .plain("Multipart parsing error: Multipart: Invalid Content-Disposition header (filename).")
    }
    return nil
  }

  /// Behind the last piece.
  mutating func finish(_ request: inout RequestParts, isReadable: Bool) {
    Self.finishFlags(&request.body)
    guard !source.isEmpty else { return }
    if isCut, isReadable, !isComplete { isComplete = finishCutPart(&request) }
    if !isComplete, boundaries > 0, isReadable, isFinalBoundaryLeft { finishWithoutLineEnd(&request) }
    if !isComplete {
      let message: StaticString =
        boundaries > 0
        ? "Multipart parsing error: Multipart: Final boundary missing."
        : "Multipart parsing error: Multipart: No boundaries found in payload."
      failure = .plain(message)
    }
    // Where a limit was the reason it stays the reason.
    if request.body.error == nil { failure?.write(&request, source: source) }
    guard isComplete else { return }
    for part in parts {
      guard addMember(part, &request) else { return }
    }
  }

  /// The part that the cut goes through: its content counts as far as it is there. False where there is no part.
  private mutating func finishCutPart(_ request: inout RequestParts) -> Bool {
    guard boundaries > 0 else { return false }
    if state == .content, position < source.count {
      part.content = (hasReadContent ? part.content.lowerBound : position)..<source.count
      hasReadContent = true
    }
    guard state == .headers else { return finishPart(&request) }
    // Of a header that is not complete nobody can say what it names; its lines are looked at.
    recordLastLine(&request)
    for line in lines { request.body.partHeaders.append(Member(name: .empty, value: line)) }
    if position < source.count {
      let rest = request.arena.append(UnsafeRawBufferPointer(rebasing: source[position...].prefix(Self.pieceSize)))
      request.body.partHeaders.append(Member(name: .empty, value: rest))
    }
    return true
  }

  /// The rest is the final boundary without the end of its line.
  private var isFinalBoundaryLeft: Bool {
    startsLine && source.count - position == boundary.count + 4 && source.contains("--", at: position)
      && source.contains(boundary, at: position + 2) && source.contains("--", at: source.count - 2)
  }

  private mutating func finishWithoutLineEnd(_ request: inout RequestParts) {
    if followsBareLineFeed {
      request.body.flags.insert(.lfLine)
      request.body.flags.insert(.strictError)
      if request.body.flags.contains(.crlfLine) { request.body.flags.insert(.crlfLFLines) }
    }
    if !hasReadContent {
      request.body.flags.insert(.invalidPart)
      request.body.flags.insert(.strictError)
    }
    isComplete = finishPart(&request)
  }

  static func finishFlags(_ body: inout ParsedBody) {
    if body.flags.contains([.crlfLine, .lfLine]) { body.flags.insert(.crlfLFLines) }
    if !body.flags.isDisjoint(with: .strict) { body.flags.insert(.strictError) }
  }

  private func addMember(_ part: MultipartPart, _ request: inout RequestParts) -> Bool {
    part.isFile ? addFile(part, &request) : addArgument(part, &request)
  }

  private func addArgument(_ part: MultipartPart, _ request: inout RequestParts) -> Bool {
    guard request.body.arguments.count < request.argumentsLeft else {
      request.fail(.tooManyArguments, "Multipart parsing error: Multipart: Too many arguments.")
      return false
    }
    let value = request.arena.append(UnsafeRawBufferPointer(rebasing: source[part.content]))
    request.body.arguments.append(Member(name: part.name, value: value))
    return true
  }

  private func addFile(_ part: MultipartPart, _ request: inout RequestParts) -> Bool {
    if let limit = request.limits.files, request.body.files.count >= limit {
      request.body.flags.insert([.fileLimitExceeded, .strictError])
      request.fail(.tooManyMembers, "Multipart parsing error: Multipart: Upload file limit exceeded.")
      return false
    }
    let size = request.arena.append(decimal: part.content.count)
    request.body.files.append(
      UploadedFile(name: part.name, fileName: part.fileName, size: size, content: ByteRange(part.content)))
    request.body.filesSize += part.content.count
    return true
  }
}
