public import Hummingbird
public import RampartCore

/// Runs controls before the handlers, in order, and carries out what they decide. The first that does not pass ends it.
///
/// What the controls add to the answer is on every answer: of handlers, of errors they throw, of a refusal. Fields that
/// a control governs are the controls' alone: those of a handler are removed.
///
/// ```swift
/// router.add(middleware: ControlMiddleware(cors, perClient, perUser))
/// ```
///
/// Hummingbird runs the middleware of a group for routes of that group alone, so a control that answers CORS preflights
/// belongs on the router, or the group needs an `OPTIONS` route.
public struct ControlMiddleware<Context: RequestContext>: RouterMiddleware {
  private let steps: [ControlStep]
  private let deployment: Deployment

  public init(_ controls: any Control..., in deployment: Deployment = Deployment()) {
    self.init(controls.map { .immediate($0) }, in: deployment)
  }

  /// For controls that wait for something outside the process, such as a shared store.
  public init(suspending controls: any SuspendingControl..., in deployment: Deployment = Deployment()) {
    self.init(controls.map { .suspending($0) }, in: deployment)
  }

  /// For both kinds, in the order in which they are asked.
  public init(_ steps: [ControlStep], in deployment: Deployment = Deployment()) {
    self.steps = steps
    self.deployment = deployment
  }

  @concurrent public func handle(
    _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
  ) async throws -> Response {
    let request = deployment.readable(request, context)
    let fields = ControlledFields.current ?? ControlledFields()
    var exchange = ControlledExchange(request: request, context: context, fields: fields)
    var response: Response
    var isOwn = false
    if let refusal = await exchange.run(steps, in: deployment) {
      response = refusal
      isOwn = true
    } else {
      response = await ControlledFields.$current.withValue(fields) { [exchange] in
        await Response.answering(exchange.request, exchange.context, by: next)
      }
    }
    exchange.finish(&response, isOwn: isOwn)
    return response
  }
}
