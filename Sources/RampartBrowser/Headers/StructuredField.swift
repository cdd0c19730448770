/// The part of Structured Field Values that security headers are made of: dictionaries of strings, tokens and lists
/// of those.
///
/// Source: RFC 9651, section 4.1.
enum StructuredField: Sendable, Hashable {
  case token(String)
  case string(String)
  case innerList([StructuredField])

  /// INVARIANT: tokens and strings were checked with `isToken` and `isString`, and lists do not nest.
  var serialized: String {
    switch self {
    case .token(let text): text
    case .string(let text): "\"" + text.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined() + "\""
    case .innerList(let items): "(" + items.map(\.serialized).joined(separator: " ") + ")"
    }
  }

  /// INVARIANT: keys were checked with `isKey`, and none stands twice.
  static func serialize(dictionary members: [(key: String, value: StructuredField)]) -> String {
    members.map { "\($0.key)=\($0.value.serialized)" }.joined(separator: ", ")
  }

  /// Section 3.1.2: a small letter or `*`, then small letters, digits, `_`, `-`, `.` and `*`.
  static func isKey(_ text: String) -> Bool {
    guard let first = text.utf8.first, isSmallLetter(first) || first == UInt8(ascii: "*") else { return false }
    return text.utf8.allSatisfy { isSmallLetter($0) || isDigit($0) || "_-.*".utf8.contains($0) }
  }

  /// Section 3.3.4: a letter or `*`, then what HTTP allows in a token, `:` and `/`.
  static func isToken(_ text: String) -> Bool {
    guard let first = text.utf8.first, isLetter(first) || first == UInt8(ascii: "*") else { return false }
    return text.utf8.allSatisfy { isLetter($0) || isDigit($0) || "!#$%&'*+-.^_`|~:/".utf8.contains($0) }
  }

  /// Section 3.3.3: printable ASCII.
  static func isString(_ text: String) -> Bool {
    text.utf8.allSatisfy { (0x20...0x7E).contains($0) }
  }

  private static func isLetter(_ byte: UInt8) -> Bool { isSmallLetter(byte | 0x20) && byte & 0x40 != 0 }

  private static func isSmallLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
