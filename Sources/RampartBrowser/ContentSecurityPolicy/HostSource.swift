/// The grammar of hosts and schemes in policies.
///
/// Source: CSP Level 3, section 2.3.1.
enum HostSource {
  /// `[scheme://](* | [*.]name)[:port][/path]`.
  static func isHostSource(_ text: some StringProtocol) -> Bool {
    guard let parts = split(text) else { return false }
    let (authority, path) = parts.rest.splitOnce(at: "/")
    return isAuthority(authority) && path.map(isPath) != false
  }

  /// `scheme://([*.]name)[:port]`, as Permissions-Policy takes it.
  static func isOrigin(_ text: String) -> Bool {
    guard let parts = split(text), let scheme = parts.scheme, scheme == "https" || scheme == "http" else {
      return false
    }
    return isAuthority(parts.rest) && !parts.rest.hasPrefix("*:") && parts.rest != "*" && !parts.rest.hasSuffix(":*")
  }

  /// A letter, then letters, digits, `+`, `-` and `.` (RFC 3986, section 3.1).
  static func isScheme(_ text: some StringProtocol) -> Bool {
    guard let first = text.utf8.first, isLetter(first) else { return false }
    return text.utf8.allSatisfy { isLetter($0) || isDigit($0) || "+-.".utf8.contains($0) }
  }

  private static func split<Text: StringProtocol>(_ text: Text) -> (scheme: Substring?, rest: Substring)? {
    let text = Substring(text)
    guard let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix("://") else { return (nil, text) }
    guard isScheme(text[..<colon]) else { return nil }
    return (text[..<colon], text[text.index(colon, offsetBy: 3)...])
  }

  private static func isAuthority(_ text: Substring) -> Bool {
    let (host, port) = text.splitOnce(at: ":")
    if let port, port != "*" {
      guard let number = UInt16(port), number > 0, port.utf8.allSatisfy(isDigit) else { return false }
    }
    if host == "*" { return true }
    let name = host.hasPrefix("*.") ? host.dropFirst(2) : host
    return name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
      !label.isEmpty && label.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "-") }
    }
  }

  /// A path as RFC 3986, section 3.3 writes it, after its first `/` and without the `;` and `,` that end a source.
  private static func isPath(_ text: Substring) -> Bool {
    !text.hasPrefix("/")
      && text.utf8.allSatisfy { isLetter($0) || isDigit($0) || "/-._~%!$&'()*+=:@".utf8.contains($0) }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}

extension Substring {
  fileprivate func splitOnce(at separator: Character) -> (head: Substring, tail: Substring?) {
    guard let index = firstIndex(of: separator) else { return (self, nil) }
    return (self[..<index], self[self.index(after: index)...])
  }
}
