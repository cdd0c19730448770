import HTTPTypes

/// Names of fields whose values belong into no log (CWE-532).
enum SecretNames {
  /// Wherever they stand in a name, in lower case and without what separates words.
  private static let parts: [[UInt8]] = [
    "passw", "pswd", "passphrase", "passcode", "userpass", "dbpass", "secret", "token",
    "credential", "authorization", "setcookie", "sessionid", "sessionkey", "apikey", "accesskey", "authkey", "appkey",
    "privatekey", "privkey", "sshkey", "signingkey", "encryptionkey", "masterkey", "subscriptionkey", "functionskey",
    "samlresponse", "clientassertion", "oidcdata", "rememberme", "recoverycode", "verificationcode", "mfacode",
    "securityanswer", "creditcard", "cardnumber",
  ].map { Array($0.utf8) }
  /// Words that only begin like one of them.
  private static let exceptions: [[UInt8]] = ["secretar", "tokeniz"].map { Array($0.utf8) }
  /// Too short to be looked for inside of others: words of a name such as `otpCode` or `json.pin`.
  private static let words: Set<[UInt8]> = Set(
    [
      "pin", "pincode", "otp", "totp", "jwt", "bearer", "sid", "phpsessid", "jsessionid", "cvv", "cvc", "pwd", "psw",
      "pw", "cred", "creds", "csrf", "xsrf",
    ].map { Array($0.utf8) })
  /// Those that only count at the end of a name: `user[pass]`, `new_pass`, `pass1`, and not `pass_count`.
  private static let lastWords: Set<[UInt8]> = Set(
    ["pass", "auth", "authentication", "cookie", "session"].map { Array($0.utf8) })
  /// Variables that hold others as they were sent.
  private static let around: [[UInt8]] = [
    "request_body", "full_request", "query_string", "request_uri", "request_line", "request_headers:referer",
    "matched_var", "args_names", "args_get_names", "args_post_names",
  ].map { Array($0.utf8) }
  private static let longestName = 256
  private static let longestText = 4096

  /// - Parameter target: as a rule names it: `ARGS:password`, `REQUEST_HEADERS:Authorization`.
  static func contain(_ target: [UInt8]) -> Bool {
    target.starts(with: cookies) || isSecret(target[...]) || holdsPartHeader(target[...])
  }

  private static let cookies = Array("REQUEST_COOKIES".utf8)

  /// Whether a value holds several fields, and among them one with such a name: a variable that is a request as it was sent, or
  /// any other with what is a query (`?token=`), JSON (`"token":`) or an address with a password (`//me:secret@`) for sure.
  static func areAround(_ target: [UInt8], _ value: [UInt8]) -> Bool {
    let name = target.prefix(longestName).map(ASCII.lowercased)
    let text = value.prefix(longestText)
    let isAround = around.contains { name.starts(with: $0) }
    return holdsField(in: text, ofAnyForm: isAround) || holdsUser(in: text, isTarget: isAround)
      || holdsElement(in: text)
  }

  /// Whether a name is that of XML, whose values are those of many elements.
  static func isMarkup(_ target: [UInt8]) -> Bool { target.starts(with: "XML".utf8) }

  /// `<password>`, and `name="password"` of a part of a multipart body.
  private static func holdsElement(in text: ArraySlice<UInt8>) -> Bool {
    guard text.contains(UInt8(ascii: "<")) || text.contains(ASCII.quote) else { return false }
    let isMultipart = holdsPartHeader(text)
    for (index, byte) in zip(text.indices, text) {
      guard byte == UInt8(ascii: "<") || isMultipart && byte == ASCII.quote else { continue }
      let name = text[(index + 1)...].prefix { isNameByte($0) || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") }
      let end = name.endIndex < text.endIndex ? text[name.endIndex] : 0
      let isWhole = byte == ASCII.quote ? end == ASCII.quote : end == UInt8(ascii: ">") || end == ASCII.space
      if isWhole, !name.isEmpty, isSecret(name) { return true }
    }
    return false
  }

  /// A multipart body that was taken for a form.
  private static func holdsPartHeader(_ text: ArraySlice<UInt8>) -> Bool {
    find(Array("form-data; name".utf8), in: Array(text)) != nil
  }

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
    if target.starts(with: cookies) { return HTTPField.Name(String(decoding: key, as: UTF8.self)) != nil }
    return !holdsField(in: key.prefix(longestText), ofAnyForm: true) && !holdsElement(in: key.prefix(longestText))
  }

  private static func isSecret(_ name: ArraySlice<UInt8>) -> Bool {
    let name = name.prefix(longestName)
    return name.count > 1 && (holdsPart(name) || holdsWord(name))
  }

  private static func holdsPart(_ name: ArraySlice<UInt8>) -> Bool {
    guard name.count >= shortestPart else { return false }
    var letters = name.filter(ASCII.isLetter).map(ASCII.lowercased)
    guard holdsPart(letters) else { return false }
    for exception in exceptions {
      while let start = find(exception, in: letters) { letters.removeSubrange(start..<start + exception.count) }
    }
    return holdsPart(letters)
  }

  /// - Parameter letters: small ones.
  private static func holdsPart(_ letters: [UInt8]) -> Bool {
    letters.indices.contains { start in
      partsByInitial[Int(letters[start] - 0x61)].contains { letters[start...].starts(with: $0) }
    }
  }

  private static let shortestPart = parts.map(\.count).min() ?? 0
  /// A hostile value can have a thousand names in it.
  private static let partsByInitial: [[[UInt8]]] = (0x61...0x7A).map { letter in
    parts.filter { $0.first == UInt8(letter) }
  }

  private static func find(_ part: [UInt8], in text: [UInt8]) -> Int? {
    part.withUnsafeBytes { part in text.withUnsafeBytes { ByteSearch.first(part, in: $0) } }
  }

  /// Words are what stands between other characters than letters, and between a small letter and a capital.
  private static func holdsWord(_ name: ArraySlice<UInt8>) -> Bool {
    var word: [UInt8] = []
    var last: [UInt8] = []
    var wasSmall = false
    for byte in name {
      let startsWord = wasSmall && byte &- 0x41 < 26
      if startsWord || !ASCII.isLetter(byte), !word.isEmpty {
        if words.contains(word) { return true }
        last = word
        word.removeAll(keepingCapacity: true)
      }
      if ASCII.isLetter(byte) { word.append(ASCII.lowercased(byte)) }
      wasSmall = byte &- 0x61 < 26
    }
    return words.contains(word) || lastWords.contains(word.isEmpty ? last : word)
  }

  /// What stands before `=` or `:` in a form, a query or JSON: `password=`, `user[pin]=`, `"token": `. The path `/etc/passwd`
  /// is no name.
  ///
  /// - Parameter ofAnyForm: also where only the name and its sign say that it is a field.
  private static func holdsField(in text: ArraySlice<UInt8>, ofAnyForm isAny: Bool) -> Bool {
    var start: Int?
    for (index, byte) in zip(text.indices, text) {
      if isNameByte(byte) {
        if start == nil || isClosing(text[index - 1]) { start = index }
      } else if byte == ASCII.equals || byte == UInt8(ascii: ":") {
        if let from = start, isAny || isField(text, from, sign: byte),
          isSecret(ArraySlice(text[from..<index].filter { !isClosing($0) }))
        {
          return true
        }
        start = nil
      } else if !isClosing(byte) {
        start = nil
      }
    }
    return false
  }

  private static func isField(_ text: ArraySlice<UInt8>, _ start: Int, sign: UInt8) -> Bool {
    guard start > text.startIndex else { return false }
    let before = text[start - 1]
    return sign == ASCII.equals ? "?&#;".utf8.contains(before) : before == ASCII.quote
  }

  /// `//user:password@host`; the target of a request may lack the slashes.
  private static func holdsUser(in text: ArraySlice<UInt8>, isTarget: Bool) -> Bool {
    if isTarget, text.split(separator: ASCII.space).prefix(2).contains(where: beginsWithUser) { return true }
    var rest = text
    while let slash = rest.firstIndex(of: ASCII.slash) {
      rest = rest[(slash + 1)...]
      guard rest.first == ASCII.slash else { continue }
      if beginsWithUser(rest.dropFirst()) { return true }
    }
    return false
  }

  private static func beginsWithUser(_ text: ArraySlice<UInt8>) -> Bool {
    let authority = text.prefix { $0 != ASCII.slash && $0 != UInt8(ascii: "?") && $0 > ASCII.space }
    return authority.firstIndex(of: UInt8(ascii: "@")).map { authority[..<$0].contains(UInt8(ascii: ":")) } ?? false
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    ASCII.isLetter(byte) || ASCII.isDigit(byte) || byte == UInt8(ascii: "_") || byte == ASCII.hyphen
  }

  /// What may stand between a name and its sign.
  private static func isClosing(_ byte: UInt8) -> Bool {
    byte == ASCII.quote || byte == ASCII.apostrophe || byte == ASCII.space || byte == UInt8(ascii: "]")
  }
}
