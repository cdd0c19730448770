public import Hummingbird
public import Logging
import RampartCore
public import RampartHummingbird
public import RampartWAF

/// Runs the rules of a web application firewall on each request before its handler, and on the handler's answer.
///
/// ```swift
/// let firewall = try WebApplicationFirewall()
/// router.add(middleware: Rampart())
/// router.add(middleware: WebApplicationFirewallMiddleware(firewall))
/// ```
///
/// Add it behind `Rampart`, whose limits cost less than rules, and before the routes: Hummingbird runs middleware for
/// routes that are added after it. A refused request gets a page or problem details with its id and no word about the
/// rule; the log has one line of JSON for each rule that matched.
///
/// The handler gets the body unchanged. An error that a handler throws goes on to whoever answers it; rules do not see
/// that answer.
public struct WebApplicationFirewallMiddleware<Context: RequestContext>: RouterMiddleware {
  private let firewall: WebApplicationFirewall
  private let auditLog: Logger
  private let deployment: Deployment

  /// - Parameters:
  ///   - firewall: one for all routes; several middlewares may share it.
  ///   - auditLog: gets the lines, at the level `notice`, without metadata.
  ///   - deployment: tells who the client is behind trusted proxies.
  public init(
    _ firewall: WebApplicationFirewall, auditLog: Logger = Logger(label: "rampart.audit"),
    in deployment: Deployment = Deployment()
  ) {
    self.firewall = firewall
    self.auditLog = auditLog
    self.deployment = deployment
  }

  @concurrent public func handle(
    _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
  ) async throws -> Response {
    var request = deployment.readable(request, context)
    let facts: HummingbirdRequestFacts
    do throws(Denial) {
      // It also refuses a path that the router and the rules would read differently.
      facts = try HummingbirdRequestFacts(request, context: context, in: deployment)
    } catch {
      return Response(denying: error, to: request, context)
    }
    let exchange = InspectedExchange(firewall.begin(client: facts.client, id: context.requestID), auditLog)
    // Whatever happens: nobody has the answer before the log has its lines.
    defer { if !exchange.isStreaming { exchange.end() } }
    let decision = try await exchange.inspect(&request, facts)
    if let refusal = Response(refusing: decision, request, context) { return refusal }
    var response = try await next(request, context)
    let verdict = try await exchange.inspect(
      &response, to: request, upTo: firewall.options.responseBody ?? 0)
    return Response(refusing: verdict, request, context) ?? response
  }
}
