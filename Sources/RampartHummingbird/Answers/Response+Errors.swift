import HTTPTypes
import Hummingbird
import Logging
import NIOHTTP1
import RampartCore

extension Response {
  /// The answer, whether it was returned or thrown.
  ///
  /// Hummingbird turns thrown errors into answers outside of every middleware, where no middleware can add to them.
  /// So each of ours does it itself, in Hummingbird's own form; `ErrorPagesMiddleware` gives them Rampart's.
  @concurrent static func answering<Context: RequestContext>(
    _ request: Request, _ context: Context, by next: @concurrent (Request, Context) async throws -> Response
  ) async -> Response {
    do {
      return try await next(request, context)
    } catch {
      return Response(to: request, context, from: error)
    }
  }

  /// Hummingbird's own answer to an error; of an error that knows none, nothing is told (CWE-209).
  private init(to request: Request, _ context: some RequestContext, from error: any Error) {
    if let denial = Denial(known: error) {
      self.init(denying: denial, to: request, context)
    } else if let error = error as? any HTTPResponseError,
      let response = try? error.response(from: request, context: context)
    {
      self = request.method == .head ? response.createHeadResponse() : response
    } else {
      context.report(error)
      self.init(status: .internalServerError)
    }
    if error is HTTPParserError { headers[.connection] = "close" }
  }
}

extension Denial {
  /// What stands for an error that Rampart knows, or knows better than Hummingbird does.
  init?(known error: any Error) {
    switch error {
    case let denial as Denial: self = denial
    // The body broke off in the middle. Hummingbird answers that itself, outside of every middleware, and closes.
    case is HTTPParserError: self = .malformedRequest
    default: return nil
    }
  }
}

extension RequestContext {
  /// The log gets the whole error, the client nothing of it.
  func report(_ error: any Error) {
    let level: Logger.Level = error is CancellationError ? .debug : .error
    logger.log(level: level, "a request failed", metadata: ["error": .string(String(reflecting: error))])
  }
}
