/// Reads a document for `XML:/*`, the text of the root element, and `XML://@*`, the values of all attributes.
///
/// It checks that the document is well-formed and does nothing else: no entity but the five of XML itself and
/// character references, no internal subset (CWE-776), nothing is fetched (CWE-611), namespaces mean nothing but that
/// their declarations are no attributes. What was read before an error stays, as in ModSecurity. Open elements are a
/// list: depth costs no stack.
struct XMLParser {
  let bytes: UnsafeRawBufferPointer
  var position: Int
  var elements: [ByteRange] = []
  var text: [UInt8] = []
  var attributeNames: [XMLAttributeName] = []
  var hasRoot = false
  var hasDocumentType = false
  let isCut: Bool
  /// The end of something is not in the text.
  var isUnfinished = false

  static func parse(_ bytes: UnsafeRawBufferPointer, isCut: Bool = false, into request: inout RequestParts) {
    do throws(BodyError) {
      let (encoding, mark) = try XMLEncoding.detect(bytes)
      let content = UnsafeRawBufferPointer(rebasing: bytes[mark...])
      switch encoding {
      case .utf16LittleEndian, .utf16BigEndian:
        try parse(utf16: content, isBigEndian: encoding == .utf16BigEndian, isCut: isCut, &request)
      case .utf8, .ascii, .latin1:
        var parser = XMLParser(content, from: 0, isCut: isCut)
        try parser.parse(declared: XMLDeclaration(content), &request)
      }
    } catch {
      if isCut, error == .malformed, bytes.count <= CutBody.longestDeclaration { return }
      request.fail(error, "XML parsing error: XML: Failed parsing document.")
    }
  }

  private init(_ bytes: UnsafeRawBufferPointer, from position: Int, isCut: Bool) {
    self.bytes = bytes
    self.position = position
    self.isCut = isCut
  }

  private static func parse(
    utf16 bytes: UnsafeRawBufferPointer, isBigEndian: Bool, isCut: Bool, _ request: inout RequestParts
  ) throws(BodyError) {
    var transcoded: [UInt8] = []
    swap(&transcoded, &request.scratch.xmlTranscoded)
    transcoded.removeAll(keepingCapacity: true)
    defer { swap(&transcoded, &request.scratch.xmlTranscoded) }
    try XMLEncoding.appendUTF8(ofUTF16: bytes, isBigEndian: isBigEndian, to: &transcoded)
    try withBytes(of: transcoded) { (text) throws(BodyError) in
      let declaration = try XMLDeclaration(text)
      var parser = XMLParser(text, from: declaration.count, isCut: isCut)
      try parser.run(&request)
    }
  }

  private static func withBytes(
    of text: [UInt8], _ body: (UnsafeRawBufferPointer) throws(BodyError) -> Void
  ) throws(BodyError) {
    var failure: BodyError?
    text.withUnsafeBytes { bytes in
      do throws(BodyError) { try body(bytes) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  private mutating func parse(declared declaration: XMLDeclaration, _ request: inout RequestParts) throws(BodyError) {
    position = declaration.count
    switch try declaration.encoding(in: bytes) {
    case .ascii:
      guard bytes.allSatisfy({ $0 < 0x80 }) else { throw .malformed }
      try run(&request)
    case .latin1:
      var transcoded: [UInt8] = []
      swap(&transcoded, &request.scratch.xmlTranscoded)
      transcoded.removeAll(keepingCapacity: true)
      defer { swap(&transcoded, &request.scratch.xmlTranscoded) }
      XMLEncoding.appendUTF8(ofLatin1: bytes, to: &transcoded)
      try Self.withBytes(of: transcoded) { (text) throws(BodyError) in
        var parser = XMLParser(text, from: declaration.count, isCut: isCut)
        try parser.run(&request)
      }
    default: try run(&request)
    }
  }
}

extension XMLParser {
  private mutating func run(_ request: inout RequestParts) throws(BodyError) {
    swap(&elements, &request.scratch.xmlElements)
    swap(&text, &request.scratch.xmlText)
    swap(&attributeNames, &request.scratch.xmlAttributeNames)
    elements.removeAll(keepingCapacity: true)
    text.removeAll(keepingCapacity: true)
    defer {
      swap(&elements, &request.scratch.xmlElements)
      swap(&text, &request.scratch.xmlText)
      swap(&attributeNames, &request.scratch.xmlAttributeNames)
    }
    defer {
      if hasRoot { request.body.xmlText = text.withUnsafeBytes { request.arena.append($0) } }
    }
    do throws(BodyError) {
      try document(&request)
    } catch  where isCut && error == .malformed && isAtEnd {
      return
    }
  }

  private var isAtEnd: Bool { isUnfinished || bytes.count - position <= CutBody.longestToken }

  private mutating func document(_ request: inout RequestParts) throws(BodyError) {
    try miscellaneous(beforeRoot: true)
    try startTag(&request)
    while !elements.isEmpty { try content(&request) }
    try miscellaneous(beforeRoot: false)
    guard position == bytes.count else { throw .malformed }
  }

  /// What may stand around the root element.
  private mutating func miscellaneous(beforeRoot: Bool) throws(BodyError) {
    while true {
      skipBlanks()
      if bytes.contains("<?", at: position) {
        try instruction()
      } else if bytes.contains("<!--", at: position) {
        try comment()
      } else if beforeRoot, !hasDocumentType, bytes.contains("<!DOCTYPE", at: position) {
        try documentType()
      } else {
        return
      }
    }
  }

  private mutating func content(_ request: inout RequestParts) throws(BodyError) {
    guard position < bytes.count else { throw .malformed }
    switch bytes[position] {
    case UInt8(ascii: "<"): try markup(&request)
    case UInt8(ascii: "&"): XMLEncoding.append(try reference(), to: &text)
    default: try characters()
    }
  }

  private mutating func markup(_ request: inout RequestParts) throws(BodyError) {
    if bytes.contains("</", at: position) {
      try endTag()
    } else if bytes.contains("<?", at: position) {
      try instruction()
    } else if bytes.contains("<!--", at: position) {
      try comment()
    } else if bytes.contains("<![CDATA[", at: position) {
      try characterData()
    } else {
      try startTag(&request)
    }
  }
}
