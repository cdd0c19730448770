/// The phrases of `@pm`: words, in which `|0a 0d|` stands for bytes and `\:`, `\;`, `\\` and `\"` for one of them.
enum PhraseList {
  static func read(_ text: SecLangText) throws(SecLangFault) -> [String] {
    var phrases: [String] = []
    // ModSecurity takes the words apart last, so that a blank among the bytes separates too.
    for word in (decoded(text) ?? text).words() { phrases.append(try word.string()) }
    return phrases
  }

  /// Nil where the text does not follow the rules; then it stands for itself.
  private static func decoded(_ text: SecLangText) -> SecLangText? {
    guard text.contains(where: { $0 == .bar || $0 == .backslash }) else { return nil }
    var result: [UInt8] = []
    var rest = text
    while let byte = rest.popFirst() {
      switch byte {
      case .bar:
        guard let (digits, behind) = rest.split(at: .bar), let bytes = bytes(of: digits) else { return nil }
        result += bytes
        rest = behind
      case .backslash:
        guard let next = rest.popFirst(), [.colon, .semicolon, .backslash, .quote].contains(next) else { return nil }
        result.append(next)
      default:
        result.append(byte)
      }
    }
    return result[...]
  }

  private static func bytes(of text: SecLangText) -> [UInt8]? {
    let digits = text.filter { !$0.isBlank }.map(\.hexDigit)
    guard digits.count.isMultiple(of: 2), !digits.isEmpty else { return nil }
    var result: [UInt8] = []
    for index in stride(from: 0, to: digits.count, by: 2) {
      guard let high = digits[index], let low = digits[index + 1] else { return nil }
      result.append(high << 4 | low)
    }
    return result
  }
}
