public import HTTPTypes

/// Says whose pages may embed this resource, which also keeps it out of their process (Spectre).
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
  public static var recommended: HeaderTreatment<Self> { .replace(Self()) }

  public func value(in context: ResponseContext) -> String? { token }

  package static let key = "crossOriginResourcePolicy"
  package static let summary = "Whose pages may embed this resource."
  package static let option: String? = "policy"
  package static let choices = [
    Self.sameOrigin, .sameSite, .crossOrigin,
  ].map { ($0.token, $0) }
}

extension SecurityHeaders {
  /// `same-origin` in the recommended set.
  public var crossOriginResourcePolicy: HeaderTreatment<CrossOriginResourcePolicy> {
    get { self[HeaderKey()] }
    set { self[HeaderKey()] = newValue }
  }
}
