public import HTTPTypes

/// Cuts the tie between a page and the windows of other origins that opened it or that it opened.
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
  public static var recommended: HeaderTreatment<Self> { .replace(Self()) }

  public func value(in context: ResponseContext) -> String? { token }

  package static let key = "crossOriginOpenerPolicy"
  package static let summary = "Separates the page from windows of other origins."
  package static let option: String? = "policy"
  package static let choices = [
    Self.sameOrigin, .sameOriginAllowPopups, .noopenerAllowPopups, .unsafeNone,
  ].map { ($0.token, $0) }
}

extension SecurityHeaders {
  /// `same-origin` in the recommended set.
  public var crossOriginOpenerPolicy: HeaderTreatment<CrossOriginOpenerPolicy> {
    get { self[HeaderKey()] }
    set { self[HeaderKey()] = newValue }
  }
}
