public import Hummingbird

/// A context that carries the CSRF token to the handler, which writes it into its forms.
///
/// A ``ControlMiddleware`` or ``Rampart`` with a `CSRFPolicy` that has the token layer sets it.
///
/// ```swift
/// "<input type=\"hidden\" name=\"_csrf\" value=\"\(context.csrfToken ?? "")\">"
/// ```
public protocol CSRFTokenRequestContext: RequestContext {
  /// The token, masked anew for each request; nil where there is none. Its characters need no escape in HTML.
  var csrfToken: String? { get set }
}
