/// multipart/form-data, line by line, with every oddity of ModSecurity's parser that rules can see.
///
/// Like that one it goes on behind most errors, so that rules still see what an application with a more lenient
/// parser would take; the last error is the one that is reported. Two things differ: the lines of a value keep their
/// ends (ModSecurity 3.0.9 joins the lines, and what was two words is one), and header lines lose theirs (as in later
/// versions, which the Core Rule Set is written for).
struct MultipartParser {
  /// A line that is longer comes in pieces of this size.
  static let pieceSize = 4096
  /// Header ends of one part that are refused. Each reads the Content-Disposition again, so that without an end many
  /// empty lines behind a long one would take the square of their number.
  static let refusalLimit = 16

  enum State {
    case preamble
    case headers
    case content
  }

  let source: UnsafeRawBufferPointer
  let boundary: UnsafeRawBufferPointer
  let isCut: Bool
  var position = 0
  var state = State.preamble
  var part = MultipartPart()
  /// The part is a part: a boundary stood before it.
  var isInPart: Bool { state != .preamble }
  var hasReadContent = false
  var boundaries = 0
  var isComplete = false
  /// The piece before ended in a line feed, which none has before the first.
  var startsLine = true
  /// The piece before ended in a line feed without a carriage return.
  var followsBareLineFeed = false
  var lastLine = LastLine.none
  var parts: [MultipartPart] = []
  var headers: [MultipartHeader] = []
  var headerText: [UInt8] = []
  var lines: [ByteRange] = []
  var headerCount = 0
  /// The last of what was wrong; written once, because bodies can be full of it.
  var failure: MultipartFailure?
  /// How often the header of the part ended and was refused.
  var refusals = 0
  /// The last byte of the boundary that is no dash, or the last of all.
  let probe: Int

  /// The header line that may still be folded.
  enum LastLine {
    case none
    /// As it stands in the body, without its end.
    case plain(Range<Int>)
    /// The last header, with so many bytes of its value.
    case folded(valueCount: Int)
  }

  static func parse(
    _ bytes: UnsafeRawBufferPointer, contentType: UnsafeRawBufferPointer, isCut: Bool = false,
    into request: inout RequestParts
  ) {
    do throws(MultipartBoundary.Failure) {
      let boundary = try MultipartBoundary.parse(contentType, flags: &request.body.flags)
      var parser = MultipartParser(source: bytes, boundary: boundary, isCut: isCut)
      parser.borrow(&request.scratch)
      parser.run(&request)
      parser.giveBack(&request.scratch)
    } catch {
      request.body.flags.insert(.failed)
      request.fail(.malformed, error.message)
      finishFlags(&request.body)
    }
  }

  private init(source: UnsafeRawBufferPointer, boundary: UnsafeRawBufferPointer, isCut: Bool) {
    self.source = source
    self.boundary = boundary
    self.isCut = isCut
    probe = boundary.lastIndex { $0 != UInt8(ascii: "-") } ?? boundary.count - 1
  }

  private mutating func borrow(_ scratch: inout BodyScratch) {
    swap(&parts, &scratch.multipartParts)
    swap(&headers, &scratch.multipartHeaders)
    swap(&headerText, &scratch.multipartHeaderText)
    swap(&lines, &scratch.multipartLines)
    parts.removeAll(keepingCapacity: true)
    startPart()
  }

  private mutating func giveBack(_ scratch: inout BodyScratch) {
    swap(&parts, &scratch.multipartParts)
    swap(&headers, &scratch.multipartHeaders)
    swap(&headerText, &scratch.multipartHeaderText)
    swap(&lines, &scratch.multipartLines)
  }

  mutating func startPart() {
    part = MultipartPart()
    headers.removeAll(keepingCapacity: true)
    headerText.removeAll(keepingCapacity: true)
    lines.removeAll(keepingCapacity: true)
    hasReadContent = false
    refusals = 0
    lastLine = .none
  }
}
