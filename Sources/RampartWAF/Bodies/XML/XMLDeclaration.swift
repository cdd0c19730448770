/// `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`
struct XMLDeclaration {
  /// Bytes of the whole; 0 where there is none.
  private(set) var count = 0
  private var name: Range<Int>?

  init(_ bytes: UnsafeRawBufferPointer) throws(BodyError) {
    guard bytes.contains("<?xml", at: 0), bytes.count > 5, XMLCharacters.isBlank(bytes[5]) else { return }
    count = 5
    guard let version = try pseudoAttribute("version", in: bytes) else { throw .malformed }
    guard version.count >= 2, bytes.contains("1.", at: version.lowerBound),
      bytes[version].dropFirst(2).allSatisfy(Octet.isDigit)
    else { throw .malformed }
    name = try pseudoAttribute("encoding", in: bytes)
    if let standalone = try pseudoAttribute("standalone", in: bytes) {
      let value = UnsafeRawBufferPointer(rebasing: bytes[standalone])
      guard value.elementsEqual("yes".utf8) || value.elementsEqual("no".utf8) else { throw .malformed }
    }
    while count < bytes.count, XMLCharacters.isBlank(bytes[count]) { count += 1 }
    guard bytes.contains("?>", at: count) else { throw .malformed }
    count += 2
  }

  func encoding(in bytes: UnsafeRawBufferPointer) throws(BodyError) -> XMLEncoding {
    guard let name else { return .utf8 }
    return try XMLEncoding(name: UnsafeRawBufferPointer(rebasing: bytes[name]))
  }

  /// The range of the value, where the attribute of this name comes next.
  private mutating func pseudoAttribute(
    _ name: StaticString, in bytes: UnsafeRawBufferPointer
  ) throws(BodyError) -> Range<Int>? {
    var index = count
    func skipBlanks() { while index < bytes.count, XMLCharacters.isBlank(bytes[index]) { index += 1 } }
    skipBlanks()
    guard index > count, bytes.contains(name, at: index) else { return nil }
    index += name.utf8CodeUnitCount
    skipBlanks()
    guard index < bytes.count, bytes[index] == UInt8(ascii: "=") else { throw .malformed }
    index += 1
    skipBlanks()
    guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") || bytes[index] == UInt8(ascii: "'"),
      let end = bytes.firstIndex(of: bytes[index], in: index + 1..<bytes.count)
    else { throw .malformed }
    count = end + 1
    return index + 1..<end
  }
}
