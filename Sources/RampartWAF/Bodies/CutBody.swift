/// The beginning of a body, the rest of which is not looked at.
enum CutBody {
  /// The longest thing that a cut can leave half of: an escape of JSON for two UTF-16 units, or a word or short number.
  static let longestToken = 16
  /// A document that is cut this early may not have reached the end of its declaration.
  static let longestDeclaration = 128

  /// Takes off, or closes, what the cut went through, so that what stands before it is read like a whole body.
  static func complete(_ body: inout [UInt8], as processor: BodyProcessor) {
    switch processor {
    case .urlEncoded:
      if let escape = body.suffix(2).lastIndex(of: ASCII.percent) { body.removeLast(body.count - escape) }
    case .json:
      trimCharacter(&body)
      // The whole run: whether the last of them escapes anything depends on the first.
      if let escape = body.suffix(longestToken).firstIndex(of: ASCII.backslash) {
        let start = body[..<escape].lastIndex { $0 != ASCII.backslash }.map { $0 + 1 } ?? 0
        body.removeLast(body.count - start)
      }
      body.append(ASCII.quote)
    case .xml:
      let encoding = body.withUnsafeBytes { try? XMLEncoding.detect($0).encoding }
      switch encoding {
      case .utf16LittleEndian, .utf16BigEndian:
        if body.count % 2 == 1 { body.removeLast() }
        let high = encoding == .utf16BigEndian ? body.count - 2 : body.count - 1
        if high >= 2, body[high] & 0xFC == 0xD8 { body.removeLast(2) }
      default: trimCharacter(&body)
      }
    case .multipart: break
    }
  }

  /// The last character, where it is one of several bytes in UTF-8.
  private static func trimCharacter(_ body: inout [UInt8]) {
    for _ in 0..<4 {
      guard let last = body.last, last >= 0x80 else { return }
      body.removeLast()
      if last >= 0xC0 { return }
    }
  }
}
