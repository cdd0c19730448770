import HTTPTypes
import Hummingbird
import HummingbirdTesting
import RampartCore
import RampartHummingbird
import Testing

/// What a verdict can say beside pass and deny, as handlers and clients see it.
@Suite struct VerdictTests {
  private static let user = HTTPField.Name.named("X-User")

  private func answer(
    _ verdicts: Verdict..., headers: HTTPFields = [:]
  ) async throws -> (status: HTTPResponse.Status, body: String, headers: HTTPFields) {
    let controls = verdicts.map { verdict in ControlStep.immediate(TestControl { _ in verdict }) }
    let response = try await TestServer.answer(
      to: "/who", headers: headers, behind: ControlMiddleware(controls)
    ) { router in
      router.get("/who") { request, context in
        let fields = [request.headers[Self.user], request.headers[.cookie]].map { $0 ?? "-" }
        return "\(context.clientIdentity?.subject ?? "nobody") \(fields.joined(separator: " "))"
      }
    }
    return (response.status, String(buffer: response.body), response.headers)
  }

  @Test func `The handler knows the identity that a control has established`() async throws {
    let identity = ClientIdentity(subject: "alice", method: "session")
    #expect(try await answer(Verdict(identity: identity)).body == "alice - -")
    #expect(try await answer(.pass).body == "nobody - -")
  }

  @Test func `The handler gets the control's fields, not the client's, and no cookie that was taken`() async throws {
    let edits = RequestEdits(fields: [HTTPField(name: Self.user, value: "alice")], removedCookies: ["session"])
    let answer = try await answer(
      Verdict(request: edits), headers: [Self.user: "mallory", .cookie: "session=1; theme=dark"])
    #expect(answer.body == "nobody alice theme=dark")
  }

  @Test func `A control answers whole: status, fields and body`() async throws {
    let page = LocalAnswer(
      status: 401, fields: [HTTPField(name: .contentType, value: "text/html")], body: Array("sign in".utf8))
    let answer = try await answer(Verdict(.answer(page)))
    #expect(answer.status == .unauthorized && answer.body == "sign in")
    #expect(answer.headers[.contentType] == "text/html" && answer.headers[.contentLength] == "7")
  }

  @Test func `A redirect has its location and no body`() async throws {
    let answer = try await answer(Verdict(.answer(.redirect(to: "/sign-in?return=%2F"))))
    #expect(answer.status == .found && answer.headers[.location] == "/sign-in?return=%2F" && answer.body.isEmpty)
  }
}
