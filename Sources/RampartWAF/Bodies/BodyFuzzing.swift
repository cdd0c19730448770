/// Entry points for fuzzing: each takes any bytes and must neither trap nor hang, and what it made must lie inside of
/// what it wrote.
package enum BodyFuzzing {
  package static func urlEncoded(_ bytes: UnsafeRawBufferPointer) {
    var request = RequestParts()
    request.parseQuery(bytes)
    request.parseCookies(bytes)
    request.parseBody(bytes, as: .urlEncoded, contentType: UnsafeRawBufferPointer(start: nil, count: 0))
    check(request)
  }

  /// The first line is the content type.
  package static func multipart(_ bytes: UnsafeRawBufferPointer) {
    let end = bytes.firstIndex(of: Octet.lineFeed, in: 0..<bytes.count) ?? bytes.count
    let rest = min(end + 1, bytes.count)
    var request = RequestParts()
    request.parseBody(
      UnsafeRawBufferPointer(rebasing: bytes[rest...]), as: .multipart,
      contentType: UnsafeRawBufferPointer(rebasing: bytes[..<end]))
    check(request)
    cut(UnsafeRawBufferPointer(rebasing: bytes[rest...]), .multipart, UnsafeRawBufferPointer(rebasing: bytes[..<end]))
  }

  package static func json(_ bytes: UnsafeRawBufferPointer) {
    parse(bytes, .json)
  }

  package static func xml(_ bytes: UnsafeRawBufferPointer) {
    parse(bytes, .xml)
  }

  private static func parse(_ bytes: UnsafeRawBufferPointer, _ processor: BodyProcessor) {
    var request = RequestParts()
    let noType = UnsafeRawBufferPointer(start: nil, count: 0)
    request.parseBody(bytes, as: processor, contentType: noType)
    check(request)
    let error = cut(bytes, processor, noType)
    precondition(request.body.error != nil || error == nil, "a good body is none where it is cut")
  }

  /// Cuts a body where its middle byte says.
  @discardableResult
  private static func cut(
    _ bytes: UnsafeRawBufferPointer, _ processor: BodyProcessor, _ contentType: UnsafeRawBufferPointer
  ) -> BodyError? {
    guard bytes.count > 1 else { return nil }
    var beginning = Array(bytes[..<(Int(bytes[bytes.count / 2]) * 7 % bytes.count)])
    CutBody.complete(&beginning, as: processor)
    var request = RequestParts()
    beginning.withUnsafeBytes { request.parseBody($0, as: processor, contentType: contentType, isCut: true) }
    check(request)
    return request.body.error
  }

  private static func check(_ request: RequestParts) {
    let body = request.body
    let members = request.queryArguments + request.cookies + body.arguments + body.partHeaders
    var ranges = members.flatMap { [$0.name, $0.value] } + body.partNames + body.partFileNames + body.xmlAttributes
    ranges += body.files.flatMap { [$0.name, $0.fileName, $0.size] } + [body.errorMessage, body.xmlText ?? .empty]
    precondition(ranges.allSatisfy { $0.range.upperBound <= request.arena.count }, "a range outside of the arena")
  }
}
