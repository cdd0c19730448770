import HTTPTypes
public import Hummingbird
import Logging
public import RampartBrowser
import RampartCore

/// Hardens the cookies that handlers set, on every answer: `Secure`, `HttpOnly`, `SameSite` and what the prefix of a
/// name asks for.
///
/// It is for the application's own cookies. Those that a control sets, such as the token of a `CSRFPolicy`, which a
/// script must be able to read, are as they shall be.
public struct CookieMiddleware<Context: RequestContext>: RouterMiddleware {
  private let policy: CookiePolicy
  private let deployment: Deployment

  public init(_ policy: CookiePolicy = CookiePolicy(), in deployment: Deployment = Deployment()) {
    self.policy = policy
    self.deployment = deployment
  }

  @concurrent public func handle(
    _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
  ) async throws -> Response {
    let fields = ControlledFields.current ?? ControlledFields()
    var response = await ControlledFields.$current.withValue(fields) {
      await Response.answering(request, context, by: next)
    }
    let cookies = response.headers[values: .setCookie]
    guard !cookies.isEmpty else { return response }
    let isSecure = deployment.isSecure(request, from: IPAddress(peerOf: context))
    let controls = Set(fields.ofNames([.setCookie]).map(\.value))
    let kept = cookies.compactMap { controls.contains($0) ? $0 : policy.harden($0, isSecure: isSecure) }
    if kept.count < cookies.count {
      // Not its value: that may be a session.
      context.logger.warning(
        "cookies that browsers would not keep were removed", metadata: ["count": "\(cookies.count - kept.count)"])
    }
    response.headers[values: .setCookie] = kept
    return response
  }
}
