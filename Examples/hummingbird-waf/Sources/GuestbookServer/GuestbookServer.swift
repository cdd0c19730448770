import Hummingbird
import RampartHummingbird
import RampartHummingbirdWAF

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A guestbook that trusts its visitors with everything, behind a firewall that does not.
struct GuestbookServer {
  let settings: Settings
  let guestbook = Guestbook()

  func application() throws -> some ApplicationProtocol {
    let router = Router(context: RampartContext.self)
    router.add(middleware: Rampart())
    // Behind the limits, which cost less, and before the routes.
    router.add(middleware: WebApplicationFirewallMiddleware(try WebApplicationFirewall(settings.firewall)))
    router.get("/") { [guestbook] _, _ in await guestbook.text }
    router.get("/search") { request, _ in "nothing about \(request.uri.queryParameters["q"] ?? "nothing")\n" }
    router.post("/entries") { [guestbook] request, context in
      let entry = try await URLEncodedFormDecoder().decode(Entry.self, from: request, context: context)
      await guestbook.add(entry.text)
      return Response(status: .created)
    }
    // What a database says when it is asked nonsense, and what no visitor should read.
    router.get("/broken") { _, _ in "You have an error in your SQL syntax; check the manual: MySQL server version\n" }
    return Application(
      router: router,
      configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: settings.port)),
      onServerRunning: { channel in
        print("guestbook listening on http://127.0.0.1:\(channel.localAddress?.port ?? 0)")
        // Whoever started it waits for this line, perhaps through a pipe.
        fflush(nil)
      }
    )
  }

  private struct Entry: Decodable {
    let text: String
  }
}
