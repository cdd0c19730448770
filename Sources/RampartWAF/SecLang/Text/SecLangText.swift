/// A piece of a rule file. Strings are made only of what is kept.
typealias SecLangText = ArraySlice<UInt8>

extension SecLangText {
  init(_ text: String) {
    self = Array(text.utf8)[...]
  }

  /// Without blanks at both ends.
  var trimmed: SecLangText {
    var rest = trimmedAtStart
    while let last = rest.last, last.isBlank { rest.removeLast() }
    return rest
  }

  var trimmedAtStart: SecLangText { drop(while: \.isBlank) }

  /// What is kept must be UTF-8: in anything else, a pattern would not mean what its author saw.
  func string() throws(SecLangFault) -> String {
    guard let string = String(validating: self, as: UTF8.self) else {
      throw SecLangFault("notUTF8", "`\(shown)` is not UTF-8")
    }
    return string
  }

  /// For messages: cut, and readable whatever it is.
  var shown: String {
    let limit = 80
    let head = String(decoding: prefix(limit), as: UTF8.self)
    let readable = head.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? "?" : String($0) }.joined()
    return count > limit ? readable + "…" : readable
  }

  var lowercased: String {
    String(decoding: lazy.map(\.lowercased), as: UTF8.self)
  }

  var uppercased: String {
    String(decoding: lazy.map(\.uppercased), as: UTF8.self)
  }

  func equalsIgnoringCase(_ name: StaticString) -> Bool {
    guard count == name.utf8CodeUnitCount else { return false }
    return name.withUTF8Buffer { name in zip(self, name).allSatisfy { $0.lowercased == $1.lowercased } }
  }

  /// What stands before and behind the first such byte.
  func split(at byte: UInt8) -> (before: SecLangText, behind: SecLangText)? {
    guard let index = firstIndex(of: byte) else { return nil }
    return (self[..<index], self[(index + 1)...])
  }

  /// The pieces between blanks, and commas where they also separate.
  func words(commas: Bool = false) -> [SecLangText] {
    split { $0.isBlank || commas && $0 == .comma }
  }

  /// A whole number without a sign; nil where it is none or too large.
  var number: Int? {
    guard !isEmpty, count <= 19 else { return nil }
    var value = 0
    for byte in self {
      guard let digit = byte.digit else { return nil }
      let (scaled, overflows) = value.multipliedReportingOverflow(by: 10)
      let (sum, exceeds) = scaled.addingReportingOverflow(digit)
      guard !overflows, !exceeds else { return nil }
      value = sum
    }
    return value
  }
}
