extension XMLParser {
  @discardableResult
  mutating func skipBlanks() -> Bool {
    let start = position
    while position < bytes.count, XMLCharacters.isBlank(bytes[position]) { position += 1 }
    return position > start
  }

  mutating func name() throws(BodyError) -> ByteRange {
    let start = position
    guard let (first, count) = XMLCharacters.decode(bytes, at: position), XMLCharacters.startsName(first) else {
      throw .malformed
    }
    position += count
    while let (scalar, count) = XMLCharacters.decode(bytes, at: position), XMLCharacters.continuesName(scalar) {
      position += count
    }
    return ByteRange(start..<position)
  }

  /// Text up to the next markup or reference. Line ends become line feeds.
  mutating func characters() throws(BodyError) {
    var start = position
    while position < bytes.count {
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: "<"), UInt8(ascii: "&"):
        take(start)
        return
      case UInt8(ascii: "]"):
        if bytes.contains("]]>", at: position) { try refuse(start) }
        position += 1
      case 0x0D:
        take(start)
        text.append(Octet.lineFeed)
        position += bytes.contains("\r\n", at: position) ? 2 : 1
        start = position
      case 0x20..<0x80, 0x09, 0x0A: position += 1
      default:
        guard let (_, count) = XMLCharacters.decode(bytes, at: position) else { return try refuse(start) }
        position += count
      }
    }
    take(start)
  }

  private mutating func take(_ start: Int) {
    text.append(contentsOf: bytes[start..<position])
  }

  /// What stands before the error still counts.
  private mutating func refuse(_ start: Int) throws(BodyError) {
    take(start)
    throw .malformed
  }

  /// `<![CDATA[…]]>`: nothing in it is changed.
  mutating func characterData() throws(BodyError) {
    let start = position + 9
    guard let end = ending(bytes.firstIndex(of: "]]>", from: start)) else { throw .malformed }
    try check(start..<end)
    text.append(contentsOf: bytes[start..<end])
    position = min(end + 3, bytes.count)
  }

  mutating func comment() throws(BodyError) {
    let start = position + 4
    guard let end = ending(bytes.firstIndex(of: "-->", from: start)) else { throw .malformed }
    guard isUnfinished || bytes.firstIndex(of: "--", from: start) == end else { throw .malformed }
    try check(start..<end)
    position = min(end + 3, bytes.count)
  }

  /// `<?target …?>`, which is skipped.
  mutating func instruction() throws(BodyError) {
    position += 2
    let target = try name().slice(of: bytes)
    if target.count == 3, target.hasPrefix("xml") { throw .malformed }
    let start = position
    guard let end = ending(bytes.firstIndex(of: "?>", from: start)) else { throw .malformed }
    guard start == end || XMLCharacters.isBlank(bytes[start]) else { throw .malformed }
    try check(start..<end)
    position = min(end + 2, bytes.count)
  }

  private mutating func check(_ range: Range<Int>) throws(BodyError) {
    let part = UnsafeRawBufferPointer(rebasing: bytes[range])
    var index = 0
    while index < part.count {
      if part[index] >= 0x20, part[index] < 0x80 {
        index += 1
        continue
      }
      guard let (_, count) = XMLCharacters.decode(part, at: index) else {
        isUnfinished = false
        throw .malformed
      }
      index += count
    }
  }

  /// `&lt;` and its four kin, `&#65;` and `&#x41;`. Any other entity would come from a document type, and none is
  /// read.
  mutating func reference() throws(BodyError) -> UInt32 {
    if bytes.contains("&#", at: position) { return try characterReference() }
    let entities: [(StaticString, UInt32)] = [
      ("&lt;", 0x3C), ("&gt;", 0x3E), ("&amp;", 0x26), ("&quot;", 0x22), ("&apos;", 0x27),
    ]
    for (text, scalar) in entities where bytes.contains(text, at: position) {
      position += text.utf8CodeUnitCount
      return scalar
    }
    throw .malformed
  }

  private mutating func characterReference() throws(BodyError) -> UInt32 {
    let isHexadecimal = bytes.contains("&#x", at: position)
    position += isHexadecimal ? 3 : 2
    let start = position
    var scalar: UInt32 = 0
    while position < bytes.count {
      let digit = Octet.hexadecimal(bytes[position])
      guard digit < (isHexadecimal ? 16 : 10) else { break }
      scalar = min(scalar * (isHexadecimal ? 16 : 10) + UInt32(digit), 0x110000)
      position += 1
    }
    guard position > start, bytes.contains(";", at: position), XMLCharacters.isCharacter(scalar) else {
      throw .malformed
    }
    position += 1
    return scalar
  }

  /// `<!DOCTYPE name>` with or without an external identifier, which is never fetched. An internal subset is refused:
  /// it is there to declare entities.
  mutating func documentType() throws(BodyError) {
    position += 9
    guard skipBlanks() else { throw .malformed }
    _ = try name()
    hasDocumentType = true
    let hasBlanks = skipBlanks()
    let literals = bytes.contains("SYSTEM", at: position) ? 1 : bytes.contains("PUBLIC", at: position) ? 2 : 0
    if literals > 0 {
      guard hasBlanks else { throw .malformed }
      position += 6
      for _ in 0..<literals {
        guard skipBlanks() else { throw .malformed }
        try literal()
      }
      skipBlanks()
    }
    guard bytes.contains(">", at: position) else { throw .malformed }
    position += 1
  }

  private mutating func literal() throws(BodyError) {
    guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") || bytes[position] == UInt8(ascii: "'"),
      let end = ending(bytes.firstIndex(of: bytes[position], in: position + 1..<bytes.count))
    else { throw .malformed }
    try check(position + 1..<end)
    position = min(end + 1, bytes.count)
  }
}
