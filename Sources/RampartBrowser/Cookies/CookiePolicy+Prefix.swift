extension CookiePolicy {
  /// What the name of a cookie promises (RFC 6265bis, section 4.1.3). Browsers compare without regard to case.
  enum Prefix {
    case host
    case secure
    case no

    init(of name: String) {
      let name = name.lowercased()
      self = name.hasPrefix("__host-") ? .host : name.hasPrefix("__secure-") ? .secure : .no
    }

    /// A name without what it promises.
    static func removed(from name: String) -> String {
      switch Self(of: name) {
      case .host: String(name.dropFirst("__host-".count))
      case .secure: String(name.dropFirst("__secure-".count))
      case .no: name
      }
    }

    /// Puts a cookie right; false where that cannot be: such a cookie must be `Secure`, and over plain HTTP browsers
    /// take none that is.
    ///
    /// A `Domain` is removed and a `Path` widened: with them, no browser would have kept the cookie at all, and
    /// without them it goes to this host alone, as its name says.
    func enforce(on cookie: inout SetCookie, mayBeSecure: Bool) -> Bool {
      if self == .no { return true }
      guard mayBeSecure else { return false }
      cookie.set("Secure")
      if self == .host {
        cookie.remove("Domain")
        cookie.set("Path", "/")
      }
      return true
    }
  }
}
