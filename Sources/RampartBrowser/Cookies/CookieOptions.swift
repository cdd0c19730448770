/// The settings of a `CookiePolicy`. `.init()` keeps cookies from scripts, from plain HTTP and from other sites' forms.
public struct CookieOptions: Sendable, Hashable {
  /// Where `Secure` is added to a cookie that has it not.
  public enum Secure: Sendable, Hashable {
    /// Nowhere.
    case asSent
    /// On answers to clients that speak TLS. Over plain HTTP browsers would drop such a cookie, and nobody could sign
    /// in.
    case overTLS
    /// On every answer, for a site that browsers reach over TLS by a proxy that this server does not know.
    case always
  }

  /// What happens to a cookie that is not written as cookies are.
  public enum Malformed: Sendable, Hashable {
    case drop
    /// It passes as it is.
    case pass
  }

  /// What is otherwise for one cookie; nil is as for all.
  public struct Exception: Sendable, Hashable {
    public var secure: Secure?
    public var addsHTTPOnly: Bool?
    public var sameSite: SameSite?

    public init(secure: Secure? = nil, addsHTTPOnly: Bool? = nil, sameSite: SameSite? = nil) {
      self.secure = secure
      self.addsHTTPOnly = addsHTTPOnly
      self.sameSite = sameSite
    }
  }

  /// Which `SameSite` a cookie gets.
  public enum SameSite: Sendable, Hashable {
    /// The backend's own stays, and none is added.
    case asSent
    /// This one, or the backend's own where that is stricter.
    case atLeast(CookieSameSite)
  }

  public var secure = Secure.overTLS
  /// Whether `HttpOnly` is added, which keeps a cookie from scripts; never to `tokensForScripts`, unless an exception says
  /// so.
  public var addsHTTPOnly = true
  public var sameSite = SameSite.atLeast(.lax)
  /// By the name of the cookie, with its case.
  public var exceptions: [String: Exception] = [:]
  public var malformed = Malformed.drop

  public init() {}

  /// Cookies that frameworks make for scripts to read: a script repeats the token in a field of its request, which proves
  /// that it runs on a page of the site. They open nothing by themselves.
  ///
  /// Django, Starlette and FastAPI (`csrftoken`); Laravel, Spring Security, Angular and Axios (`XSRF-TOKEN`); Rails with
  /// Angular and Play (`CSRF-TOKEN`, `csrfToken`); Tornado (`_xsrf`); Flask-JWT-Extended (`csrf_access_token`,
  /// `csrf_refresh_token`).
  public static let tokensForScripts: Set<String> = [
    "csrftoken", "XSRF-TOKEN", "CSRF-TOKEN", "csrfToken", "_xsrf", "csrf_access_token", "csrf_refresh_token",
  ]
}
