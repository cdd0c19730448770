import Hummingbird
import RampartHummingbird

/// Says who has signed in, so that handlers, and controls behind it, can ask.
struct SessionMiddleware: RouterMiddleware {
  let store: NoteStore

  func handle(
    _ request: Request, context: RampartContext, next: (Request, RampartContext) async throws -> Response
  ) async throws -> Response {
    var context = context
    if let session = request.cookies["session"]?.value {
      context.userIdentifier = await store.user(of: session)
    }
    return try await next(request, context)
  }
}
