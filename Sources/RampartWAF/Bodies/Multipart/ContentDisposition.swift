/// `form-data; name="a"; filename="b"`. What is not understood is refused with ModSecurity's number for it, because an
/// application may understand it differently.
struct ContentDisposition {
  private let bytes: UnsafeRawBufferPointer
  private var position = 9
  private var hasExtendedFileName = false

  init(_ bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
  }

  private struct Value {
    var range = ByteRange.empty
    var quote: UInt8?
  }

  private enum Parameter {
    case name, fileName, extendedFileName, other
  }

  /// The number of what is wrong, or nil.
  mutating func parse(into part: inout MultipartPart, _ request: inout RequestParts) -> Int? {
    guard bytes.contains("form-data", at: 0) else { return 1 }
    skipBlanks()
    if isAtEnd { return nil }
    guard current == UInt8(ascii: ";") else { return 2 }
    position += 1
    while !isAtEnd {
      if let failure = parseParameter(into: &part, &request) ?? parseEnd(&request) { return failure }
    }
    return hasExtendedFileName && part.fileName.isEmpty ? 21 : nil
  }

  private mutating func parseParameter(into part: inout MultipartPart, _ request: inout RequestParts) -> Int? {
    skipBlanks()
    if isAtEnd { return 3 }
    let start = position
    while !isAtEnd, current != UInt8(ascii: "="), !isBlank { position += 1 }
    if isAtEnd { return 4 }
    let parameter = parameter(UnsafeRawBufferPointer(rebasing: bytes[start..<position]))
    skipBlanks()
    if isAtEnd { return 5 }
    guard current == UInt8(ascii: "=") else { return 13 }
    position += 1
    skipBlanks()
    if isAtEnd { return 6 }
    if parameter == .extendedFileName { return parseExtendedFileName() }
    var value = Value()
    if current == UInt8(ascii: "\"") || current == UInt8(ascii: "'") {
      if let failure = parseQuoted(&value, &request) { return failure }
    } else {
      let start = position
      while !isAtEnd, Self.isToken(current) { position += 1 }
      value.range = request.arena.append(UnsafeRawBufferPointer(rebasing: bytes[start..<position]))
    }
    return set(parameter, value, &part, &request)
  }

  private func set(
    _ parameter: Parameter, _ value: Value, _ part: inout MultipartPart, _ request: inout RequestParts
  ) -> Int? {
    if parameter == .other { return 11 }
    // Inside double quotes a single one is a character like any other.
    let hasQuote = request.arena.withUnsafeBytes { value.range.slice(of: $0).contains(UInt8(ascii: "'")) }
    if value.quote != UInt8(ascii: "\""), hasQuote {
      request.body.flags.insert(.invalidQuoting)
    }
    if parameter == .name {
      request.body.partNames.append(value.range)
      guard part.name.isEmpty else { return 14 }
      part.name = value.range
    } else {
      request.body.partFileNames.append(value.range)
      guard part.fileName.isEmpty else { return 15 }
      part.fileName = value.range
    }
    return nil
  }

  /// A backslash escapes the quote and itself; before anything else it is a character, as old browsers send paths.
  private mutating func parseQuoted(_ value: inout Value, _ request: inout RequestParts) -> Int? {
    let quote = current
    value.quote = quote
    if quote == UInt8(ascii: "'") { request.body.flags.insert(.invalidQuoting) }
    position += 1
    if isAtEnd { return 7 }
    var failure: Int?
    value.range = request.arena.write(atMost: bytes.count - position) { destination in
      var written = 0
      while !isAtEnd, current != quote {
        if current == UInt8(ascii: "\\") {
          guard position + 1 < bytes.count else {
            failure = 8
            return 0
          }
          if bytes[position + 1] == quote || bytes[position + 1] == UInt8(ascii: "\\") { position += 1 }
        }
        destination[written] = current
        written += 1
        position += 1
      }
      return written
    }
    if let failure { return failure }
    if isAtEnd { return 9 }
    position += 1
    return nil
  }

  /// `charset'language'name` (RFC 8187): read, not used; the plain file name must be there too.
  private mutating func parseExtendedFileName() -> Int? {
    let start = position
    while !isAtEnd, Self.isCharset(current) { position += 1 }
    guard position > start, !isAtEnd, current == UInt8(ascii: "'") else { return 16 }
    position += 1
    while !isAtEnd, current != UInt8(ascii: "'") { position += 1 }
    guard !isAtEnd else { return 17 }
    position += 1
    let value = position
    while !isAtEnd, current != UInt8(ascii: ";") {
      if current == UInt8(ascii: "%") {
        guard position + 2 < bytes.count, Octet.hexadecimal(bytes[position + 1]) < 16,
          Octet.hexadecimal(bytes[position + 2]) < 16
        else { return 18 }
        position += 3
      } else if Self.isAttributeCharacter(current) {
        position += 1
      } else {
        return 19
      }
    }
    if hasExtendedFileName { return 20 }
    hasExtendedFileName = position > value
    return nil
  }

  private mutating func parseEnd(_ request: inout RequestParts) -> Int? {
    skipBlanks()
    if isAtEnd { return nil }
    guard current == UInt8(ascii: ";") else {
      let last = bytes[position - 1]
      if last == UInt8(ascii: "'") || last == UInt8(ascii: "\"") { request.body.flags.insert(.invalidQuoting) }
      return 12
    }
    position += 1
    return nil
  }
}

extension ContentDisposition {
  private var isAtEnd: Bool { position >= bytes.count }
  private var current: UInt8 { bytes[position] }
  private var isBlank: Bool { current == Octet.space || current == Octet.tab }

  private mutating func skipBlanks() {
    while !isAtEnd, isBlank { position += 1 }
  }

  private func parameter(_ text: UnsafeRawBufferPointer) -> Parameter {
    if text.count == 4, text.contains("name", at: 0) { return .name }
    if text.count == 8, text.contains("filename", at: 0) { return .fileName }
    if text.count == 9, text.contains("filename*", at: 0) { return .extendedFileName }
    return .other
  }

  /// RFC 2616's token, which has been the rule here for long.
  private static func isToken(_ byte: UInt8) -> Bool {
    byte > 32 && byte < 127 && !"()<>@,;:\\\"/[]?=".utf8.contains(byte)
  }

  private static func isCharset(_ byte: UInt8) -> Bool {
    Octet.isLetter(byte) || Octet.isDigit(byte) || "!#$%&+-^_`{}~".utf8.contains(byte)
  }

  private static func isAttributeCharacter(_ byte: UInt8) -> Bool {
    Octet.isLetter(byte) || Octet.isDigit(byte) || "!#$&+-.^_`~".utf8.contains(byte)
  }
}
