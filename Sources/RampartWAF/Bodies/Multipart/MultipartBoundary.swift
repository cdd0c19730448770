/// The boundary that a `Content-Type` names, and what is odd about the way it does so.
enum MultipartBoundary {
  /// Headers and boundaries that are longer are refused.
  static let headerLimit = 1024

  enum Failure: Error {
    case missingHeader, length, type, multiple, malformed, parameterName, quote, content, characters, empty
    case caseSensitivity, notFound

    var message: StaticString {
      switch self {
      case .missingHeader: "Multipart parsing error: Multipart: Content-Type header not available."
      case .length: "Multipart parsing error: Multipart: Invalid boundary in C-T (length)."
      case .type: "Multipart parsing error: Multipart: Invalid MIME type."
      case .multiple: "Multipart parsing error: Multipart: Multiple boundary parameters in C-T."
      case .malformed: "Multipart parsing error: Multipart: Invalid boundary in C-T (malformed)."
      case .parameterName: "Multipart parsing error: Multipart: Invalid boundary in C-T (parameter name)."
      case .quote: "Multipart parsing error: Multipart: Invalid boundary in C-T (quote)."
      case .content: "Multipart parsing error: Multipart: Invalid boundary in C-T (content)."
      case .characters: "Multipart parsing error: Multipart: Invalid boundary in C-T (characters)."
      case .empty: "Multipart parsing error: Multipart: Invalid boundary in C-T (empty)."
      case .caseSensitivity: "Multipart parsing error: Multipart: Invalid boundary in C-T (case sensitivity)."
      case .notFound: "Multipart parsing error: Multipart: Boundary not found in C-T."
      }
    }
  }

  /// The bytes of the boundary in the header. Flags are set also where the boundary is refused.
  static func parse(
    _ header: UnsafeRawBufferPointer, flags: inout MultipartFlags
  ) throws(Failure) -> UnsafeRawBufferPointer {
    if header.isEmpty { throw .missingHeader }
    if header.count > headerLimit { throw .length }
    if !header.hasPrefix("multipart/form-data") { throw .type }
    if countParameters(header) > 1 { throw .multiple }
    guard let parameter = header.firstIndex(of: "boundary") else {
      throw countParameters(header) > 0 ? .caseSensitivity : .notFound
    }
    try checkBefore(UnsafeRawBufferPointer(rebasing: header[19..<max(19, parameter)]), flags: &flags)
    guard let equals = header.firstIndex(of: UInt8(ascii: "="), in: parameter + 8..<header.count) else {
      throw .malformed
    }
    for index in parameter + 8..<equals {
      guard Octet.isSpace(header[index]) else { throw .parameterName }
      flags.insert(.boundaryWhitespace)
    }
    return try value(UnsafeRawBufferPointer(rebasing: header[(equals + 1)...]), flags: &flags)
  }

  /// One semicolon and white space may stand before the parameter, and no other one.
  private static func checkBefore(
    _ bytes: UnsafeRawBufferPointer, flags: inout MultipartFlags
  ) throws(Failure) {
    var hasSemicolon = false
    for byte in bytes where !Octet.isSpace(byte) {
      guard byte == UInt8(ascii: ";"), !hasSemicolon else { throw .malformed }
      hasSemicolon = true
    }
    if !hasSemicolon { flags.insert(.missingSemicolon) }
  }

  private static func value(
    _ text: UnsafeRawBufferPointer, flags: inout MultipartFlags
  ) throws(Failure) -> UnsafeRawBufferPointer {
    guard let first = text.first, let last = text.last else { throw .empty }
    if Octet.isSpace(first) { flags.insert(.boundaryWhitespace) }
    let quote = UInt8(ascii: "\"")
    var boundary = text
    if text.count >= 2, first == quote, last == quote {
      boundary = UnsafeRawBufferPointer(rebasing: text[1..<text.count - 1])
      if boundary.isEmpty { throw .empty }
      flags.insert(.boundaryQuoted)
    } else if first == quote || (text.count >= 2 && last == quote) {
      throw .quote
    }
    if countParameters(boundary) != 0 { throw .content }
    // Some clients put `charset` behind the boundary.
    if !hasValidCharacters(boundary), let semicolon = boundary.firstIndex(of: UInt8(ascii: ";"), in: 0..<boundary.count)
    {
      boundary = UnsafeRawBufferPointer(rebasing: boundary[..<semicolon])
    }
    if !hasValidCharacters(boundary) { throw .characters }
    if boundary.isEmpty { throw .empty }
    return boundary
  }

  /// RFC 2046 section 5.1.1: a space may be in it and not at its end.
  private static func hasValidCharacters(_ boundary: UnsafeRawBufferPointer) -> Bool {
    for (index, byte) in boundary.enumerated() {
      if Octet.isDigit(byte) || Octet.isLetter(byte) { continue }
      switch byte {
      case Octet.space where index + 1 < boundary.count: continue
      case UInt8(ascii: "'"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "+"), UInt8(ascii: "_"),
        UInt8(ascii: ","), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: ":"),
        UInt8(ascii: "="), UInt8(ascii: "?"):
        continue
      default: return false
      }
    }
    return true
  }

  /// How often the word stands in front of a `=`, in any case.
  private static func countParameters(_ bytes: UnsafeRawBufferPointer) -> Int {
    guard let lastEquals = bytes.lastIndex(of: UInt8(ascii: "=")) else { return 0 }
    var count = 0
    var index = 0
    while index + 8 <= lastEquals {
      if UnsafeRawBufferPointer(rebasing: bytes[index...]).hasPrefix("boundary") {
        count += 1
        index += 8
      } else {
        index += 1
      }
    }
    return count
  }
}
