import HTTPTypes
public import Hummingbird
import NIOCore
import NIOHTTP1
import RampartCore

/// Answers errors that are thrown with RFC 9457 problem details, or with a small page where the client prefers HTML.
///
/// Both say the status, one sentence, a stable code and the request's id. An error that is no `HTTPResponseError` is
/// a 500 and goes to the log alone (CWE-209). An error that makes an answer of its own keeps it; so does an answer that
/// a handler returns, whatever its status.
///
/// Add it behind the other middleware of Rampart, next to the handlers: each of the others answers the errors that
/// reach it in Hummingbird's form.
public struct ErrorPagesMiddleware<Context: RequestContext>: RouterMiddleware {
  public init() {}

  @concurrent public func handle(
    _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
  ) async throws -> Response {
    do {
      return try await next(request, context)
    } catch {
      return try answer(to: request, context, from: error)
    }
  }

  private func answer(to request: Request, _ context: Context, from error: any Error) throws -> Response {
    switch error {
    case let error as HTTPError:
      guard error.status.code >= 400 else { throw error }
      return Response(page: page(for: error, context), to: request, headers: error.headers)
    case is HTTPParserError:
      var response = Response(denying: .malformedRequest, to: request, context)
      response.headers[.connection] = "close"
      return response
    case let denial as Denial: return Response(denying: denial, to: request, context)
    case is NIOTooManyBytesError: return Response(denying: .bodyTooLarge, to: request, context)
    case is any HTTPResponseError: throw error
    default:
      context.report(error)
      return Response(denying: .serverError, to: request, context)
    }
  }

  // The message of an `HTTPError` was written for the client, who gets it without this middleware too.
  private func page(for error: HTTPError, _ context: Context) -> ProblemPage {
    let status = Int(error.status.code)
    let known: Denial? =
      switch status {
      case 404: .notFound
      case 413: .bodyTooLarge
      case 500: .serverError
      default: nil
      }
    let phrase = ReasonPhrase.of(status)
    return ProblemPage(
      status: status,
      code: known?.code ?? "http.\(status)",
      detail: error.body ?? known?.explanation ?? (phrase.isEmpty ? "Status \(status)." : "\(phrase)."),
      requestID: context.requestID)
  }
}
