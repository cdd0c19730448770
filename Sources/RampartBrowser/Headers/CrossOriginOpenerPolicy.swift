public import HTTPTypes

/// Cuts the tie between a page and the windows of other origins that opened it or that it opened.
///
/// It is not in the recommended set: signing in or paying in a window of another origin needs that tie, with
/// `sameOriginAllowPopups` too, as soon as the window comes back to a page of its own.
///
/// Source: HTML, Cross-origin opener policies.
public struct CrossOriginOpenerPolicy: SecurityHeader, TokenHeader {
  let token: String

  /// Only pages of the same origin with the same policy share a group of windows.
  public static let sameOrigin = Self(token: "same-origin")
  /// As `sameOrigin`, and windows that the page opens may know it: sign-in and payment windows.
  public static let sameOriginAllowPopups = Self(token: "same-origin-allow-popups")
  /// Whoever opened the page is cut off, pages of the same origin too.
  public static let noopenerAllowPopups = Self(token: "noopener-allow-popups")
  /// No separation, the browser's own default.
  public static let unsafeNone = Self(token: "unsafe-none")

  private init(token: String) { self.token = token }

  public init() { self = .sameOrigin }

  public static let name = HTTPField.Name(known: "Cross-Origin-Opener-Policy")
  public static var recommended: HeaderTreatment<Self> { .ignore }
  public static var strict: HeaderTreatment<Self> { .replace(Self()) }

  /// Over plain HTTP browsers ignore it, and complain on the console of every page.
  public func value(in context: ResponseContext) -> String? { context.isSecure ? token : nil }

  package static let key = "crossOriginOpenerPolicy"
  package static let summary = "Separates the page from windows of other origins; not set unless named."
  package static let option: String? = "policy"
  package static let choices = [
    Self.sameOrigin, .sameOriginAllowPopups, .noopenerAllowPopups, .unsafeNone,
  ].map { ($0.token, $0) }
}

extension SecurityHeaders {
  /// Not set in the recommended set, `same-origin` in the strict one.
  public var crossOriginOpenerPolicy: HeaderTreatment<CrossOriginOpenerPolicy> {
    get { self[HeaderKey()] }
    set { self[HeaderKey()] = newValue }
  }
}
