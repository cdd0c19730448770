public import HTTPTypes

/// Lets a page load only what other origins offer to it explicitly.
///
/// With Cross-Origin-Opener-Policy it isolates the page, which some browser features require. It is not in the
/// recommended set, because it breaks pages that embed images or frames of others.
///
/// Source: HTML, Cross-origin embedder policies.
public struct CrossOriginEmbedderPolicy: SecurityHeader, TokenHeader {
  let token: String

  /// What is loaded must carry Cross-Origin-Resource-Policy or pass CORS.
  public static let requireCorp = Self(token: "require-corp")
  /// What is loaded without CORS is requested without cookies.
  public static let credentialless = Self(token: "credentialless")
  /// Anything may be loaded, the browser's own default.
  public static let unsafeNone = Self(token: "unsafe-none")

  private init(token: String) { self.token = token }

  public init() { self = .requireCorp }

  public static let name = HTTPField.Name(known: "Cross-Origin-Embedder-Policy")
  public static var recommended: HeaderTreatment<Self> { .ignore }

  public func value(in context: ResponseContext) -> String? { token }

  package static let key = "crossOriginEmbedderPolicy"
  package static let summary = "Loads only what other origins offer explicitly; not set unless named."
  package static let option: String? = "policy"
  package static let choices = [
    Self.requireCorp, .credentialless, .unsafeNone,
  ].map { ($0.token, $0) }
}

extension SecurityHeaders {
  /// Not set in the recommended set.
  public var crossOriginEmbedderPolicy: HeaderTreatment<CrossOriginEmbedderPolicy> {
    get { self[HeaderKey()] }
    set { self[HeaderKey()] = newValue }
  }
}
