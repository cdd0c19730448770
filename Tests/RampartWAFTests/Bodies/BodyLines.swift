import RampartWAF

/// What our parsers made of a request, in the lines that the oracle writes.
struct BodyLines {
  private let request: RequestParts
  private(set) var lines: [String] = []

  static func lines(of request: RequestParts) -> [String] {
    var result = BodyLines(request)
    result.addArguments()
    result.addBody()
    return result.lines
  }

  private init(_ request: RequestParts) {
    self.request = request
  }

  private mutating func addArguments() {
    let body = request.body
    add("ARGS", request.queryArguments + body.arguments)
    add("ARGS_GET", request.queryArguments)
    if body.processor != .json { add("ARGS_POST", body.arguments) }
    let size = request.queryArgumentsSize + body.argumentsSize
    let hasSize = body.processor == .multipart ? !request.queryArguments.isEmpty : hasArguments
    add("ARGS_COMBINED_SIZE", hasSize ? "\(size).000000" : "")
    add("URLENCODED_ERROR", request.hasInvalidEscape ? "1" : "0")
    add("REQUEST_COOKIES", request.cookies)
    add("REQUEST_COOKIES_NAMES", request.cookies.map { Member(name: $0.name, value: $0.name) })
    add("REQBODY_PROCESSOR", body.processor?.rawValue ?? "")
  }

  private var hasArguments: Bool { !request.queryArguments.isEmpty || !request.body.arguments.isEmpty }

  private mutating func addBody() {
    let body = request.body
    add("FILES", body.files.map { Member(name: $0.name, value: $0.fileName) })
    add("FILES_NAMES", body.files.map { Member(name: $0.name, value: $0.name) })
    add("FILES_SIZES", body.files.map { Member(name: $0.name, value: $0.size) })
    add("FILES_COMBINED_SIZE", body.files.isEmpty ? "" : "\(body.filesSize)")
    add("MULTIPART_PART_HEADERS", body.partHeaders)
    add("MULTIPART_NAME", body.partNames.map { Member(name: $0, value: $0) })
    add("MULTIPART_FILENAME", body.partFileNames.map { Member(name: $0, value: $0) })
    addFlags()
    for value in body.xmlAttributes { add("XML_attribute", Member(name: .empty, value: value)) }
    if let text = body.xmlText { add("XML_text", Member(name: .empty, value: text)) }
    add("REQBODY_ERROR", body.processor == .urlEncoded ? "" : body.error == nil ? "0" : "1")
    add("REQBODY_ERROR_MSG", Member(name: .empty, value: body.errorMessage))
  }

  private mutating func addFlags() {
    let body = request.body
    let flags: [(String, MultipartFlags)] = [
      ("STRICT_ERROR", .strictError), ("BOUNDARY_QUOTED", .boundaryQuoted),
      ("BOUNDARY_WHITESPACE", .boundaryWhitespace), ("DATA_BEFORE", .dataBefore), ("DATA_AFTER", .dataAfter),
      ("HEADER_FOLDING", .headerFolding), ("INVALID_HEADER_FOLDING", .invalidHeaderFolding), ("LF_LINE", .lfLine),
      ("CRLF_LF_LINES", .crlfLFLines), ("MISSING_SEMICOLON", .missingSemicolon), ("INVALID_QUOTING", .invalidQuoting),
      ("INVALID_PART", .invalidPart),
    ]
    for (name, flag) in flags {
      add("MULTIPART_\(name)", !body.isMultipart ? "" : body.flags.contains(flag) ? "1" : "0")
    }
    add("MULTIPART_UNMATCHED_BOUNDARY", body.isMultipart ? "\(body.unmatchedBoundary)" : "")
  }

  private mutating func add(_ name: String, _ members: [Member]) {
    for member in members { add(name, member) }
  }

  private mutating func add(_ name: String, _ member: Member) {
    let key = Self.hexadecimal(request.arena.bytes(member.name))
    lines.append("\(name) \(key) \(Self.hexadecimal(request.arena.bytes(member.value)))")
  }

  private mutating func add(_ name: String, _ value: String) {
    lines.append("\(name) - \(Self.hexadecimal(Array(value.utf8)))")
  }

  static func hexadecimal(_ bytes: [UInt8]) -> String {
    if bytes.isEmpty { return "-" }
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  static func bytes(_ hexadecimal: some StringProtocol) -> [UInt8] {
    if hexadecimal == "-" { return [] }
    let digits = Array(hexadecimal.utf8).map { $0 < 0x40 ? $0 - 0x30 : $0 - 0x57 }
    return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }
}
