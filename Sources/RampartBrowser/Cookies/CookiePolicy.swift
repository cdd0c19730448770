/// Hardens the cookies that a backend sets (RFC 6265bis; CWE-614, CWE-1004, CWE-1275; ASVS 5.0, 3.3).
///
/// ```swift
/// let policy = CookiePolicy()
/// policy.harden("id=7", isSecure: true)  // id=7; Secure; HttpOnly; SameSite=Lax
/// ```
///
/// It adds what is missing and takes no protection away: a stricter `SameSite` of the backend stays, a weaker one gives
/// way. A cookie that breaks the rules of its prefix, which browsers drop without a word, is put right, or dropped
/// here where that cannot be. It is for the backend's own cookies; those that Rampart sets are as they shall be.
public struct CookiePolicy: Sendable, Hashable {
  /// The settings it was made with.
  public let options: CookieOptions

  /// A policy of these settings; without any, of the recommended ones.
  public init(_ options: CookieOptions = CookieOptions()) {
    self.options = options
  }

  /// One line for `rampart explain`.
  public var summary: String {
    var parts: [String] = []
    if options.secure != .asSent { parts.append(options.secure == .always ? "Secure" : "Secure over TLS") }
    if options.addsHTTPOnly { parts.append("HttpOnly") }
    if case .atLeast(let least) = options.sameSite { parts.append("SameSite=\(least.text)") }
    let exceptions = options.exceptions.keys.sorted().joined(separator: " ")
    return "cookies: " + (parts.isEmpty ? "prefixes checked" : parts.joined(separator: ", "))
      + (exceptions.isEmpty ? "" : ", otherwise for " + exceptions)
  }

  /// The value of a `Set-Cookie` field as it may leave; nil where it may not.
  ///
  /// - Parameter isSecure: whether the client speaks TLS.
  public func harden(_ setCookie: String, isSecure: Bool) -> String? {
    // What comes of text is text.
    harden(bytes: ArraySlice(setCookie.utf8), isSecure: isSecure).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The same of bytes: what is not UTF-8 leaves as it came.
  package func harden(bytes setCookie: ArraySlice<UInt8>, isSecure: Bool) -> [UInt8]? {
    guard var cookie = SetCookie(setCookie) else { return options.malformed == .pass ? Array(setCookie) : nil }
    let exception = options.exceptions[cookie.name]
    let secure = exception?.secure ?? options.secure
    let mayBeSecure = isSecure || secure == .always
    guard Prefix(of: cookie.name).enforce(on: &cookie, mayBeSecure: mayBeSecure) else { return nil }
    if secure == .always || secure == .overTLS && isSecure { cookie.set("Secure") }
    let isForScripts = CookieOptions.tokensForScripts.contains(Prefix.removed(from: cookie.name))
    if exception?.addsHTTPOnly ?? (options.addsHTTPOnly && !isForScripts) { cookie.set("HttpOnly") }
    setSameSite(exception?.sameSite ?? options.sameSite, mayBeSecure: mayBeSecure, &cookie)
    return cookie.bytes
  }

  private func setSameSite(_ rule: CookieOptions.SameSite, mayBeSecure: Bool, _ cookie: inout SetCookie) {
    guard case .atLeast(let least) = rule else { return }
    let sent = cookie.attribute("SameSite").flatMap { CookieSameSite($0) }
    var chosen = max(least, sent ?? least)
    // Browsers drop a cookie for all sites that is not Secure.
    if chosen == .none, !cookie.has("Secure") {
      if mayBeSecure { cookie.set("Secure") } else { chosen = .lax }
    }
    cookie.set("SameSite", chosen.text)
  }
}
