/// Names of fields whose values belong into no log (CWE-532).
enum SecretNames {
  private static let parts: [[UInt8]] = [
    "password", "passwd", "pwd", "passphrase", "passcode", "secret", "token", "authorization", "cookie", "session",
    "api-key", "apikey", "api_key", "credential", "privatekey", "private_key", "private-key",
  ].map { Array($0.utf8) }
  /// Too short to be looked for inside of others: words of a name such as `user[pass]`, `new_pass`, `otpCode` or `json.pin`.
  private static let words: Set<[UInt8]> = Set(
    ["pass", "pin", "pincode", "otp", "totp", "jwt", "auth", "bearer", "sid", "phpsessid", "jsessionid", "cvv", "cvc"]
      .map { Array($0.utf8) })
  /// Variables that hold others as they were sent.
  private static let around: [[UInt8]] = [
    "request_body", "full_request", "query_string", "request_uri", "request_line", "request_headers:referer",
    "matched_var", "args_names", "args_get_names", "args_post_names",
  ].map { Array($0.utf8) }
  private static let longestName = 256
  private static let longestText = 4096

  /// - Parameter target: as a rule names it: `ARGS:password`, `REQUEST_HEADERS:Authorization`.
  static func contain(_ target: [UInt8]) -> Bool {
    isSecret(target[...])
  }

  /// Whether a value holds several fields, and among them one with such a name: a variable that is a request as it was sent, or
  /// any other with what is a query (`?token=`), JSON (`"token":`) or an address with a password (`//me:secret@`) for sure.
  static func areAround(_ target: [UInt8], _ value: [UInt8]) -> Bool {
    let name = target.prefix(longestName).map(ASCII.lowercased)
    let text = value.prefix(longestText)
    let isAround = around.contains { name.starts(with: $0) }
    return holdsField(in: text, ofAnyForm: isAround) || holdsUser(in: text)
  }

  /// Whether a name is that of XML, whose values are those of many elements.
  static func isMarkup(_ target: [UInt8]) -> Bool { target.starts(with: "XML".utf8) }

  /// Whether an element or an attribute has such a name.
  static func areInMarkup(_ markup: UnsafeRawBufferPointer) -> Bool {
    var name: [UInt8] = []
    var opening: UInt8 = 0
    for byte in markup where byte != 0 {
      if isNameByte(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: ":") {
        if name.count < longestName { name.append(byte) }
        continue
      }
      let isName = opening == UInt8(ascii: "<") || byte == ASCII.equals
      if isName, !name.isEmpty, isSecret(name[...]) { return true }
      opening = byte
      name.removeAll(keepingCapacity: true)
    }
    return false
  }

  /// Whether a target can be shown with its key.
  static func isShownAsKey(_ target: [UInt8]) -> Bool {
    guard let colon = target.firstIndex(of: UInt8(ascii: ":")) else { return true }
    let key = target[(colon + 1)...]
    // A cookie without a name is a value.
    if target.starts(with: "REQUEST_COOKIES".utf8) { return key.allSatisfy(isToken) }
    return !holdsField(in: key.prefix(longestText), ofAnyForm: true)
  }

  private static func isSecret(_ name: ArraySlice<UInt8>) -> Bool {
    let name = name.prefix(longestName)
    let lowercased = name.map(ASCII.lowercased)
    let holdsPart = lowercased.withUnsafeBytes { text in
      parts.contains { part in part.withUnsafeBytes { ByteSearch.first($0, in: text) != nil } }
    }
    return holdsPart || Self.holdsWord(name)
  }

  /// Words are what stands between other characters than letters, and between a small letter and a capital.
  private static func holdsWord(_ name: ArraySlice<UInt8>) -> Bool {
    var word: [UInt8] = []
    var wasSmall = false
    for byte in name {
      let isSmall = byte &- 0x61 < 26
      let startsWord = wasSmall && byte &- 0x41 < 26
      if startsWord || !ASCII.isLetter(byte) {
        if words.contains(word) { return true }
        word.removeAll(keepingCapacity: true)
      }
      if ASCII.isLetter(byte) { word.append(ASCII.lowercased(byte)) }
      wasSmall = isSmall
    }
    return words.contains(word)
  }

  /// What stands before `=` or `:` in a form, a query or JSON: `password=`, `user[pin]=`, `"token": `. The path `/etc/passwd`
  /// is no name.
  ///
  /// - Parameter ofAnyForm: also where only the name and its sign say that it is a field.
  private static func holdsField(in text: ArraySlice<UInt8>, ofAnyForm isAny: Bool) -> Bool {
    var start: Int?
    for (index, byte) in zip(text.indices, text) {
      if isNameByte(byte) {
        if start == nil || closing.contains(text[index - 1]) { start = index }
      } else if byte == ASCII.equals || byte == UInt8(ascii: ":") {
        if let from = start, isAny || isField(text, from, sign: byte),
          isSecret(ArraySlice(text[from..<index].filter { !closing.contains($0) }))
        {
          return true
        }
        start = nil
      } else if !closing.contains(byte) {
        start = nil
      }
    }
    return false
  }

  private static func isField(_ text: ArraySlice<UInt8>, _ start: Int, sign: UInt8) -> Bool {
    guard start > text.startIndex else { return false }
    let before = text[start - 1]
    return sign == ASCII.equals ? ["?", "&", "#"].contains(Character(UnicodeScalar(before))) : before == ASCII.quote
  }

  /// `//user:password@host`
  private static func holdsUser(in text: ArraySlice<UInt8>) -> Bool {
    var rest = text
    while let slash = rest.firstIndex(of: ASCII.slash) {
      rest = rest[(slash + 1)...]
      guard rest.first == ASCII.slash else { continue }
      let authority = rest.dropFirst().prefix { $0 != ASCII.slash && $0 != UInt8(ascii: "?") && $0 > ASCII.space }
      let user = authority.firstIndex(of: UInt8(ascii: "@")).map { authority[..<$0] }
      if user?.contains(UInt8(ascii: ":")) == true { return true }
    }
    return false
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    ASCII.isLetter(byte) || ASCII.isDigit(byte) || byte == UInt8(ascii: "_") || byte == ASCII.hyphen
  }

  /// RFC 9110, 5.6.2.
  private static func isToken(_ byte: UInt8) -> Bool {
    isNameByte(byte) || "!#$%&'*+.^`|~".utf8.contains(byte)
  }

  /// What may stand between a name and its sign.
  private static let closing: Set<UInt8> = [ASCII.quote, ASCII.apostrophe, ASCII.space, UInt8(ascii: "]")]
}
