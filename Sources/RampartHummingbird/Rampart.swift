public import Hummingbird
import RampartCore

/// The recommended set in one line: request ids, security headers, limits, the CSRF check, hardened cookies and pages
/// for errors.
///
/// ```swift
/// let router = Router(context: RampartContext.self)
/// router.add(middleware: Rampart())
/// router.get("/") { _, _ in "Hello" }
/// ```
///
/// Middleware of Hummingbird applies to routes that are added after it, so this is the first line after the router. The
/// context must know the client's address, because the rate limit counts by client; ``RampartContext`` does.
///
/// A request goes through CORS, the limits and the CSRF check, in this order, before the handler; an answer through the
/// hardening of cookies, what those controls add, the security headers and the request's id.
public struct Rampart<Context: RemoteAddressRequestContext>: RouterMiddleware {
  private let deployment: Deployment
  private let chain: [any MiddlewareProtocol<Request, Response, Context>]

  public init(_ options: RampartOptions = RampartOptions(), in deployment: Deployment = Deployment()) {
    self.deployment = deployment
    var chain: [any MiddlewareProtocol<Request, Response, Context>] = [
      RequestIDMiddleware<Context>(in: deployment),
      SecurityHeadersMiddleware<Context>(options.headers, in: deployment),
    ]
    let controls = Self.controls(of: options)
    if !controls.isEmpty { chain.append(ControlMiddleware<Context>(controls, in: deployment)) }
    if let cookies = options.cookies { chain.append(CookieMiddleware<Context>(cookies, in: deployment)) }
    if options.answersErrors { chain.append(ErrorPagesMiddleware<Context>()) }
    self.chain = chain
  }

  // One middleware for all: what one of them governs, another may add to.
  private static func controls(of options: RampartOptions) -> [ControlStep] {
    var controls: [ControlStep] = []
    if let cors = options.cors { controls.append(.immediate(cors)) }
    controls += options.limits
    if let csrf = options.csrf { controls.append(.immediate(csrf)) }
    return controls
  }

  @concurrent public func handle(
    _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
  ) async throws -> Response {
    try await Self.handle(deployment.readable(request, context), context, through: chain[...], next: next)
  }

  @concurrent private static func handle(
    _ request: Request, _ context: Context,
    through chain: ArraySlice<any MiddlewareProtocol<Request, Response, Context>>,
    next: @concurrent (Request, Context) async throws -> Response
  ) async throws -> Response {
    guard let first = chain.first else { return try await next(request, context) }
    return try await first.handle(request, context: context) { request, context in
      try await handle(request, context, through: chain.dropFirst(), next: next)
    }
  }
}
