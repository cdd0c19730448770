extension XMLParser {
  mutating func startTag(_ request: inout RequestParts) throws(BodyError) {
    guard position < bytes.count, bytes[position] == UInt8(ascii: "<") else { throw .malformed }
    position += 1
    let name = try name()
    let attributes = request.body.xmlAttributes.count
    do throws(BodyError) {
      let isEmpty = try restOfTag(&request)
      guard elements.count < request.limits.xmlDepth else { throw .tooDeep }
      hasRoot = true
      if !isEmpty { elements.append(name) }
    } catch {
      // An element whose tag cannot be read is none, unless only the rest of it is not here.
      if isCut { throw error }
      request.body.xmlAttributes.removeLast(request.body.xmlAttributes.count - attributes)
      throw error
    }
  }

  /// The attributes and the end of the tag; says whether the element ends with it.
  private mutating func restOfTag(_ request: inout RequestParts) throws(BodyError) -> Bool {
    attributeNames.removeAll(keepingCapacity: true)
    while true {
      let hasBlanks = skipBlanks()
      guard position < bytes.count else { throw .malformed }
      if bytes[position] == UInt8(ascii: ">") {
        position += 1
        return false
      }
      if bytes.contains("/>", at: position) {
        position += 2
        return true
      }
      guard hasBlanks else { throw .malformed }
      try attribute(&request)
    }
  }

  private mutating func attribute(_ request: inout RequestParts) throws(BodyError) {
    let name = try name()
    try remember(name, limit: request.limits.xmlAttributes)
    skipBlanks()
    guard position < bytes.count, bytes[position] == UInt8(ascii: "=") else { throw .malformed }
    position += 1
    skipBlanks()
    let value = try attributeValue(&request.arena)
    if isNamespace(name.slice(of: bytes)) { return }
    guard request.body.xmlAttributes.count < request.limits.xmlAttributes else { throw .tooManyMembers }
    request.body.xmlAttributes.append(value)
  }

  /// A declaration is no attribute in the model that XPath has of a document.
  private func isNamespace(_ name: UnsafeRawBufferPointer) -> Bool {
    if name.count == 5 { return name.contains("xmlns", at: 0) }
    guard name.contains("xmlns:", at: 0), let (first, _) = XMLCharacters.decode(name, at: 6) else { return false }
    return first != 0x3A && XMLCharacters.startsName(first)
  }

  private mutating func remember(_ name: ByteRange, limit: Int) throws(BodyError) {
    let text = name.slice(of: bytes)
    let hash = text.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 }
    for other in attributeNames where other.hash == hash && other.range.count == name.count {
      if other.range.slice(of: bytes).elementsEqual(text) { throw .malformed }
    }
    guard attributeNames.count < limit else { throw .tooManyMembers }
    attributeNames.append(XMLAttributeName(range: name, hash: hash))
  }

  /// White space is one space each, a line end of two bytes too; what references stand for stays as it is.
  private mutating func attributeValue(_ arena: inout Arena) throws(BodyError) -> ByteRange {
    guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") || bytes[position] == UInt8(ascii: "'"),
      let end = ending(bytes.firstIndex(of: bytes[position], in: position + 1..<bytes.count))
    else { throw .malformed }
    position += 1
    var failure: BodyError?
    let value = arena.write(atMost: end - position) { destination in
      var written = 0
      do throws(BodyError) {
        while position < end {
          written += try attributeCharacter(to: destination + written)
        }
      } catch {
        failure = error
      }
      return written
    }
    if let failure {
      guard isUnfinished, bytes.count - position <= CutBody.longestToken else {
        isUnfinished = false
        throw failure
      }
    }
    position = min(end + 1, bytes.count)
    return value
  }

  /// The end of the text, where that of something is in the part that is cut off.
  mutating func ending(_ found: Int?) -> Int? {
    guard found == nil, isCut else { return found }
    isUnfinished = true
    return bytes.count
  }

  private mutating func attributeCharacter(to destination: UnsafeMutablePointer<UInt8>) throws(BodyError) -> Int {
    switch bytes[position] {
    case UInt8(ascii: "<"): throw .malformed
    case UInt8(ascii: "&"): return CodePointText.write(try reference(), to: destination)
    case 0x09, 0x0A, 0x0D:
      position += bytes.contains("\r\n", at: position) ? 2 : 1
      destination[0] = Octet.space
      return 1
    case 0x20..<0x80:
      destination[0] = bytes[position]
      position += 1
      return 1
    default:
      guard let (_, count) = XMLCharacters.decode(bytes, at: position) else { throw .malformed }
      for index in 0..<count { destination[index] = bytes[position + index] }
      position += count
      return count
    }
  }

  mutating func endTag() throws(BodyError) {
    position += 2
    let name = try name()
    guard let open = elements.popLast(), open.slice(of: bytes).elementsEqual(name.slice(of: bytes)) else {
      throw .malformed
    }
    skipBlanks()
    guard position < bytes.count, bytes[position] == UInt8(ascii: ">") else { throw .malformed }
    position += 1
  }
}
