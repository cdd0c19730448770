public import Hummingbird
public import RampartBrowser
import RampartCore

/// Sets the security headers on every answer exactly once: of handlers, of errors they throw, of routes that do not
/// exist. A header that a handler set itself is replaced, kept or removed as its `HeaderTreatment` says.
///
/// ```swift
/// router.add(middleware: SecurityHeadersMiddleware())
/// ```
///
/// Middleware applies to routes that are added after it: add it first.
public struct SecurityHeadersMiddleware<Context: RequestContext>: RouterMiddleware {
  private let headers: SecurityHeaders
  private let deployment: Deployment
  private let secureRules: [HeaderRule]
  private let plainRules: [HeaderRule]
  private let usesNonce: Bool

  /// - Parameters:
  ///   - headers: the recommended set, unless given.
  ///   - deployment: tells which answers go over TLS; only these carry Strict-Transport-Security.
  public init(_ headers: SecurityHeaders = .recommended, in deployment: Deployment = Deployment()) {
    self.headers = headers
    self.deployment = deployment
    secureRules = headers.rules(isSecure: true)
    plainRules = headers.rules(isSecure: false)
    usesNonce = headers.rules(in: ResponseContext(isSecure: true, nonce: .init())) != secureRules
  }

  @concurrent public func handle(
    _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
  ) async throws -> Response {
    var context = context
    let nonce = usesNonce ? setNonce(in: &context) : nil
    var response = await Response.answering(request, context, by: next)
    for rule in rules(for: request, context, nonce) { rule.apply(to: &response.headers) }
    return response
  }

  private func rules(
    for request: Request, _ context: Context, _ nonce: RampartBrowser.ContentSecurityPolicy.Nonce?
  ) -> [HeaderRule] {
    let isSecure = deployment.isSecure(request, from: IPAddress(peerOf: context))
    guard let nonce else { return isSecure ? secureRules : plainRules }
    return headers.rules(in: ResponseContext(isSecure: isSecure, nonce: nonce))
  }

  // A nonce that no handler can read would only make the policy longer.
  private func setNonce(in context: inout Context) -> RampartBrowser.ContentSecurityPolicy.Nonce? {
    guard var carrier = context as? any NonceRequestContext else { return nil }
    let nonce = RampartBrowser.ContentSecurityPolicy.Nonce()
    carrier.contentSecurityPolicyNonce = nonce
    guard let changed = carrier as? Context else { return nil }
    context = changed
    return nonce
  }
}
