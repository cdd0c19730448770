import Hummingbird
import RampartHummingbird

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Notes: pages with forms, and a JSON API for pages of other origins.
struct NotesServer {
  let settings: Settings
  let store = NoteStore()

  func application() throws -> some ApplicationProtocol {
    let router = Router(context: RampartContext.self, options: .autoGenerateHeadEndpoints)
    // First, because middleware applies to the routes that are added after it.
    router.add(middleware: Rampart(try Protection.everywhere(settings), in: settings.deployment))
    router.add(middleware: SessionMiddleware(store: store))
    addAPI(to: router)
    try addPages(to: router)
    return Application(
      router: router,
      configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: settings.port)),
      onServerRunning: { channel in
        print("notes listening on http://127.0.0.1:\(channel.localAddress?.port ?? 0)")
        // Whoever started it waits for this line, perhaps through a pipe.
        fflush(nil)
      }
    )
  }

  private func addAPI(to router: Router<RampartContext>) {
    router.get("/healthz") { _, _ in "ok\n" }
    router.get("/api/notes") { [store] _, _ in await store.notes }
    router.post("/api/notes") { [store] request, context in
      // A form cannot send JSON, and a script of another origin only where CORS allows it.
      guard request.headers[.contentType]?.hasPrefix("application/json") == true else {
        throw HTTPError(.unsupportedMediaType)
      }
      let note = try await request.decode(as: NewNote.self, context: context)
      return EditedResponse(status: .created, response: try await store.add(note.text, by: "api"))
    }
  }

  private func addPages(to router: Router<RampartContext>) throws {
    let pages = router.group()
    var key = [UInt8]()
    for _ in 0..<32 { key.append(.random(in: .min ... .max)) }
    // One key for one process; several servers share one, from a file or the environment.
    pages.add(middleware: ControlMiddleware(try Protection.forms(key: Redacted(key)), in: settings.deployment))
    pages.get("/") { [store] _, context in Pages.notes(await store.notes, context) }
    pages.get("/sign-in") { _, context in Pages.signIn(context) }
    pages.post("/notes") { [store] request, context in
      guard let user = context.userIdentifier else { throw HTTPError(.forbidden, message: "sign in first") }
      let note = try await URLEncodedFormDecoder().decode(NewNote.self, from: request, context: context)
      _ = try await store.add(note.text, by: user)
      return Response.redirect(to: "/")
    }
    pages.post("/sign-out") { [store] request, _ in
      if let session = request.cookies["session"]?.value { await store.endSession(session) }
      return Response(status: .seeOther, headers: [.location: "/", .setCookie: "session=; Path=/; Max-Age=0"])
    }
    try addSignIn(to: pages)
  }

  private func addSignIn(to pages: RouterGroup<RampartContext>) throws {
    pages.group("/sign-in")
      .add(middleware: ControlMiddleware(try Protection.signIn(), in: settings.deployment))
      .post { [store] request, context in
        let form = try await URLEncodedFormDecoder().decode(Credentials.self, from: request, context: context)
        guard form.name == "alice", form.password == "wonderland" else {
          throw HTTPError(.unauthorized, message: "the name or the password is wrong")
        }
        let session = await store.startSession(of: form.name)
        // Without attributes: the middleware adds HttpOnly, SameSite and, over TLS, Secure.
        return Response(status: .seeOther, headers: [.location: "/", .setCookie: "session=\(session); Path=/"])
      }
  }

  private struct NewNote: Decodable {
    let text: String
  }

  private struct Credentials: Decodable {
    let name: String
    let password: String
  }
}
