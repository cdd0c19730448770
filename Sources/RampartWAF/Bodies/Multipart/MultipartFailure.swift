/// What is wrong with a multipart body, with all that `REQBODY_ERROR_MSG` tells of it.
enum MultipartFailure {
  case plain(StaticString)
  /// And a line of the body, as far as it is text.
  case line(StaticString, Range<Int>)
  case disposition(code: Int, value: [UInt8])

  func write(_ request: inout RequestParts, source: UnsafeRawBufferPointer) {
    request.body.error = .malformed
    let start = request.arena.count
    switch self {
    case .plain(let message): _ = request.arena.append(message)
    case .line(let message, let range):
      _ = request.arena.append(message)
      let end = source.firstIndex(of: 0, in: range) ?? range.upperBound
      _ = request.arena.append(UnsafeRawBufferPointer(rebasing: source[range.lowerBound..<end]))
    case .disposition(let code, let value):
      _ = request.arena.append("Multipart parsing error: Multipart: Invalid Content-Disposition header (-")
      _ = request.arena.append(decimal: code)
      _ = request.arena.append("): ")
      value.withUnsafeBytes { _ = request.arena.append($0) }
    }
    request.body.errorMessage = ByteRange(start..<request.arena.count)
  }
}
