public import HTTPTypes

/// Says whose pages may embed this resource, which also keeps it out of their process (Spectre).
///
/// It is not in the recommended set: a badge, a widget's script or a font is made for the pages of others.
///
/// Source: Fetch, Cross-Origin-Resource-Policy header.
public struct CrossOriginResourcePolicy: SecurityHeader, TokenHeader {
  let token: String

  /// Pages of the same origin.
  public static let sameOrigin = Self(token: "same-origin")
  /// Pages of the same site, its other subdomains too.
  public static let sameSite = Self(token: "same-site")
  /// Every page.
  public static let crossOrigin = Self(token: "cross-origin")

  private init(token: String) { self.token = token }

  public init() { self = .sameOrigin }

  public static let name = HTTPField.Name.crossOriginResourcePolicy
  public static var recommended: HeaderTreatment<Self> { .ignore }
  public static var strict: HeaderTreatment<Self> { .replace(Self()) }

  public func value(in context: ResponseContext) -> String? { token }

  package static let key = "crossOriginResourcePolicy"
  package static let summary = "Whose pages may embed this resource; not set unless named."
  package static let option: String? = "policy"
  package static let choices = [
    Self.sameOrigin, .sameSite, .crossOrigin,
  ].map { ($0.token, $0) }
}

extension SecurityHeaders {
  /// Not set in the recommended set, `same-origin` in the strict one.
  public var crossOriginResourcePolicy: HeaderTreatment<CrossOriginResourcePolicy> {
    get { self[HeaderKey()] }
    set { self[HeaderKey()] = newValue }
  }
}
