/// To which requests of other sites a browser adds a cookie (RFC 6265bis, section 4.1.2.7); the later one is stricter.
public enum CookieSameSite: Int, Sendable, Hashable, Comparable {
  /// To all of them; browsers take such a cookie only together with `Secure`.
  case none
  /// To those that follow a link.
  case lax
  /// To none.
  case strict

  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

  /// Nil for a word that is none of the three; browsers then act as if there were no attribute.
  init?(_ text: some StringProtocol) {
    switch text.lowercased() {
    case "none": self = .none
    case "lax": self = .lax
    case "strict": self = .strict
    default: return nil
    }
  }

  var text: String {
    switch self {
    case .none: "None"
    case .lax: "Lax"
    case .strict: "Strict"
    }
  }
}
