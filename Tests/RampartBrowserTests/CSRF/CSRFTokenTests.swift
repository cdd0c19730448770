import HTTPTypes
import RampartBrowser
import RampartCore
import RampartTesting
import Synchronization
import Testing

@Suite struct CSRFTokenTests {
  /// A clock and a generator that the tests turn.
  private final class World: Sendable {
    let time = Mutex(1_000_000)
    let generator = Mutex(SeededGenerator(seed: 11))

    func bytes(_ count: Int) -> [UInt8] {
      generator.withLock { generator in (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) } }
    }
  }

  private let world = World()
  private static let key = Redacted<[UInt8]>(Array(repeating: 7, count: 32))
  private static let otherKey = Redacted<[UInt8]>(Array(repeating: 8, count: 32))

  private func policy(
    _ keys: CSRFKeys = CSRFKeys(current: key),
    spent: SpentTokens = SpentTokens(),
    _ change: (inout CSRFOptions) -> Void = { _ in }
  ) throws -> CSRFPolicy {
    var options = CSRFOptions()
    options.layers = [.token]
    options.token.sessionCookie = "session"
    change(&options)
    let world = world
    return try CSRFPolicy(
      options, keys: keys, spent: spent, now: { world.time.withLock { $0 } }, random: { world.bytes($0) })
  }

  /// The token that a page gets.
  private func token(_ policy: CSRFPolicy, session: String? = "s1", user: String? = nil) throws -> String {
    var request = TestRequest(.get)
    request.user = user
    if let session { request = request.with("Cookie", "session=\(session)") }
    return try #require(Self.token(in: policy.evaluate(request)))
  }

  private static func token(in verdict: Verdict) -> String? {
    verdict.value("Set-Cookie").map { String($0.dropFirst("__Host-csrf=".count).prefix { $0 != ";" }) }
  }

  private func post(cookie: String?, header: String?, session: String? = "s1") -> TestRequest {
    let cookies = [session.map { "session=\($0)" }, cookie.map { "__Host-csrf=\($0)" }].compactMap(\.self)
    var request = TestRequest(.post)
    if !cookies.isEmpty { request = request.with("Cookie", cookies.joined(separator: "; ")) }
    return header.map { request.with("X-CSRF-Token", $0) } ?? request
  }

  @Test func `A page gets a token, and its request with that token passes`() throws {
    let policy = try policy()
    let verdict = policy.evaluate(TestRequest(.get, ["Cookie": "session=s1"]))
    let token = try #require(Self.token(in: verdict))
    #expect(
      verdict.value("Set-Cookie") == "__Host-csrf=\(token); Path=/; Max-Age=43200; Secure; SameSite=Lax")
    #expect(verdict.value("Cache-Control") == "private")
    #expect(token.utf8.count == 96)
    let answer = policy.evaluate(post(cookie: token, header: token))
    #expect(answer.outcome == "pass")
    #expect(answer.response.isEmpty)
  }

  @Test func `Without the token, or with it in one place only, it is denied`() throws {
    let policy = try policy()
    let token = try token(policy)
    #expect(policy.evaluate(post(cookie: nil, header: nil)).outcome == "csrf.tokenMissing")
    #expect(policy.evaluate(post(cookie: token, header: nil)).outcome == "csrf.tokenMissing")
    #expect(policy.evaluate(post(cookie: nil, header: token)).outcome == "csrf.tokenMissing")
    var query = post(cookie: token, header: nil)
    query.query = "_csrf=\(token)"
    #expect(policy.evaluate(query).outcome == "csrf.tokenMissing")
  }

  @Test func `A token of another session, of no session or of another user is denied`() throws {
    let policy = try policy()
    let token = try token(policy)
    for session in ["s2", "s", "s11", nil] {
      #expect(policy.evaluate(post(cookie: token, header: token, session: session)).outcome == "csrf.tokenInvalid")
    }
    let visitor = try self.token(policy, session: nil)
    #expect(policy.evaluate(post(cookie: visitor, header: visitor)).outcome == "csrf.tokenInvalid")
    let user = try self.token(policy, session: nil, user: "s1")
    #expect(policy.evaluate(post(cookie: user, header: user)).outcome == "csrf.tokenInvalid")
    var request = post(cookie: user, header: user, session: nil)
    request.user = "s1"
    #expect(policy.evaluate(request).outcome == "pass")
    request.user = "s2"
    #expect(policy.evaluate(request).outcome == "csrf.tokenInvalid")
  }

  @Test func `Before there is a session, only the visitor's own token signs in`() throws {
    let policy = try policy()
    let visitor = try token(policy, session: nil)
    let attacker = try token(policy, session: nil)
    #expect(policy.evaluate(post(cookie: visitor, header: visitor, session: nil)).outcome == "pass")
    #expect(policy.evaluate(post(cookie: visitor, header: attacker, session: nil)).outcome == "csrf.tokenInvalid")
    #expect(policy.evaluate(post(cookie: nil, header: attacker, session: nil)).outcome == "csrf.tokenMissing")
  }

  @Test func `A cookie that a subdomain has added beside ours is denied`() throws {
    let policy = try policy()
    let own = try token(policy)
    let tossed = try token(policy)
    for pair in ["__Host-csrf=\(tossed); __Host-csrf=\(own)", "__Host-csrf=\(own); __Host-csrf=\(own)"] {
      let request = TestRequest(.post, ["Cookie": "session=s1; " + pair]).with("X-CSRF-Token", own)
      #expect(policy.evaluate(request).outcome == "csrf.tokenInvalid")
    }
    let lines = post(cookie: own, header: own).with("Cookie", "__Host-csrf=\(tossed)")
    #expect(policy.evaluate(lines).outcome == "csrf.tokenInvalid")
    let sessions = post(cookie: own, header: own).with("Cookie", "session=evil")
    #expect(policy.evaluate(sessions).outcome == "csrf.tokenInvalid")
    #expect(policy.evaluate(TestRequest(.get, ["Cookie": "session=s1; session=evil"])).response.isEmpty)
  }

  @Test func `Every changed character makes a token invalid`() throws {
    let policy = try policy()
    let token = try token(policy)
    for index in token.indices {
      var forged = token
      forged.replaceSubrange(index...index, with: token[index] == "A" ? "B" : "A")
      #expect(policy.evaluate(post(cookie: token, header: forged)).outcome == "csrf.tokenInvalid")
      #expect(policy.evaluate(post(cookie: forged, header: forged)).outcome == "csrf.tokenInvalid")
    }
    for forged in ["", "a", token + "A", token + "AAAA", String(token.dropLast(4)), token + "=", " " + token] {
      #expect(policy.evaluate(post(cookie: token, header: forged)).outcome == "csrf.tokenInvalid")
    }
    let long = String(repeating: "A", count: 100_000)
    #expect(policy.evaluate(post(cookie: token, header: long)).outcome == "csrf.tokenInvalid")
    #expect(
      policy.evaluate(post(cookie: token, header: token).with("X-CSRF-Token", token)).outcome == "csrf.tokenInvalid")
  }

  @Test func `Tokens end, and a page gets a new one in time that goes with the old ones`() throws {
    let policy = try policy { $0.token.lifetime = .seconds(600) }
    let old = try token(policy)
    func page() -> Verdict { policy.evaluate(TestRequest(.get, ["Cookie": "session=s1; __Host-csrf=\(old)"])) }
    world.time.withLock { $0 += 299 }
    #expect(page().response.isEmpty)
    world.time.withLock { $0 += 1 }
    let new = try #require(Self.token(in: page()))
    #expect(new != old)
    #expect(policy.evaluate(post(cookie: new, header: old)).outcome == "pass")
    world.time.withLock { $0 += 299 }
    #expect(policy.evaluate(post(cookie: old, header: old)).outcome == "pass")
    world.time.withLock { $0 += 1 }
    #expect(policy.evaluate(post(cookie: old, header: old)).outcome == "csrf.tokenInvalid")
    #expect(policy.evaluate(post(cookie: new, header: old)).outcome == "csrf.tokenInvalid")
    #expect(policy.evaluate(post(cookie: new, header: new)).outcome == "pass")
  }

  @Test func `A page gets a new token after signing in`() throws {
    let policy = try policy()
    let visitor = try token(policy, session: nil)
    let page = TestRequest(.get, ["Cookie": "session=s1; __Host-csrf=\(visitor)"])
    let token = try #require(Self.token(in: policy.evaluate(page)))
    #expect(policy.evaluate(post(cookie: token, header: token)).outcome == "pass")
    #expect(policy.evaluate(post(cookie: token, header: visitor)).outcome == "csrf.tokenInvalid")
  }

  @Test func `Keys rotate with an overlap`() throws {
    let before = try policy()
    let during = try policy(CSRFKeys(current: Self.otherKey, previous: [Self.key]))
    let after = try policy(CSRFKeys(current: Self.otherKey))
    let old = try token(before)
    #expect(during.evaluate(post(cookie: old, header: old)).outcome == "pass")
    #expect(after.evaluate(post(cookie: old, header: old)).outcome == "csrf.tokenInvalid")
    let new = try token(during)
    #expect(after.evaluate(post(cookie: new, header: new)).outcome == "pass")
    #expect(before.evaluate(post(cookie: new, header: new)).outcome == "csrf.tokenInvalid")
  }

  @Test func `A token of single use is good once, and the answer has the next`() throws {
    let policy = try policy { $0.token.isSingleUse = true }
    let first = try token(policy)
    let verdict = policy.evaluate(post(cookie: first, header: first))
    #expect(verdict.outcome == "pass")
    let second = try #require(Self.token(in: verdict))
    for cookie in [first, second] {
      #expect(policy.evaluate(post(cookie: cookie, header: first)).outcome == "csrf.tokenInvalid")
    }
    #expect(policy.evaluate(post(cookie: second, header: second)).outcome == "pass")
  }

  @Test func `Another mask does not make a spent token good again`() throws {
    let policy = try policy { $0.token.isSingleUse = true }
    let token = try token(policy)
    let page = TestRequest(.get, ["Cookie": "session=s1; __Host-csrf=\(token)"])
    let masked = try [1, 2].map { _ in try #require(policy.formToken(for: page, policy.evaluate(page))) }
    #expect(policy.evaluate(post(cookie: token, header: masked[0])).outcome == "pass")
    #expect(policy.evaluate(post(cookie: token, header: masked[1])).outcome == "csrf.tokenInvalid")
  }

  @Test func `When no more can be remembered, tokens of single use are denied until some have ended`() throws {
    let policy = try policy {
      $0.token.isSingleUse = true
      $0.token.singleUseCapacity = 2
      $0.token.lifetime = .seconds(60)
    }
    for expected in ["pass", "pass", "csrf.tokenInvalid", "csrf.tokenInvalid"] {
      let token = try token(policy)
      #expect(policy.evaluate(post(cookie: token, header: token)).outcome == expected)
    }
    world.time.withLock { $0 += 60 }
    let token = try token(policy)
    #expect(policy.evaluate(post(cookie: token, header: token)).outcome == "pass")
  }

  @Test func `A masked token is another text each time, and good`() throws {
    let policy = try policy()
    let first = TestRequest(.get, ["Cookie": "session=s1"])
    let verdict = policy.evaluate(first)
    let token = try #require(Self.token(in: verdict))
    let masked = try #require(policy.formToken(for: first, verdict))
    let again = try #require(policy.formToken(for: first, verdict))
    #expect(masked != again)
    for text in [masked, again] { #expect(policy.evaluate(post(cookie: token, header: text)).outcome == "pass") }
    #expect(policy.formToken(for: TestRequest(.get), Verdict.pass) == nil)
  }

  @Test func `A form is read for its field, once it is asked for`() throws {
    let policy = try policy()
    let token = try token(policy)
    var form = post(cookie: token, header: nil).with("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
    #expect(policy.evaluate(form).outcome == "needsBody 65536")
    func outcome(_ text: String) -> String {
      form.body = .whole(Array(text.utf8))
      return policy.evaluate(form).outcome
    }
    #expect(outcome("a=b&_csrf=\(token)&c=d") == "pass")
    #expect(outcome("%5Fcsrf=\(token)") == "pass")
    #expect(outcome("a=b") == "csrf.tokenMissing")
    #expect(outcome("") == "csrf.tokenMissing")
    #expect(outcome("_csrf=") == "csrf.tokenInvalid")
    #expect(outcome("_csrf=\(token)&_csrf=\(token)") == "csrf.tokenInvalid")
    #expect(outcome("a=_csrf=\(token)") == "csrf.tokenMissing")
    form.body = .beginning(Array("_csrf=\(token)".utf8))
    #expect(policy.evaluate(form).outcome == "csrf.tokenMissing")
    form.body = .beginning(Array("_csrf=\(token)&text=aaa".utf8))
    #expect(policy.evaluate(form).outcome == "pass")
  }

  @Test func `A form with files has its token before them`() throws {
    let policy = try policy()
    let token = try token(policy)
    var form = post(cookie: token, header: nil).with("Content-Type", "multipart/form-data; boundary=\"a\"")
    #expect(policy.evaluate(form).outcome == "needsBody 65536")
    let file = "--a\r\nContent-Disposition: form-data; name=\"f\"; filename=\"_csrf\"\r\n\r\n\(token)\r\n"
    func field(_ name: String, _ value: String) -> String {
      "--a\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n"
    }
    func outcome(_ text: String) -> String {
      form.body = .whole(Array(text.utf8))
      return policy.evaluate(form).outcome
    }
    #expect(outcome(field("_csrf", token) + file + "--a--\r\n") == "pass")
    #expect(outcome(field("x", "y") + field("_csrf", token) + "--a--") == "pass")
    #expect(outcome(file + "--a--") == "csrf.tokenMissing")
    #expect(outcome(field("_csrf", token) + field("_csrf", token) + "--a--") == "csrf.tokenInvalid")
    #expect(outcome(field("_csrf", "wrong") + "--a--") == "csrf.tokenInvalid")
    #expect(outcome(field("_csrf", token)) == "csrf.tokenMissing")
    form.body = .beginning(Array((field("_csrf", token) + file).utf8))
    #expect(policy.evaluate(form).outcome == "pass")
    form.body = .beginning(Array(file.utf8))
    guard case .deny(let denial) = policy.evaluate(form).decision else {
      Issue.record("it was not denied")
      return
    }
    #expect(denial.code == "csrf.tokenMissing")
    #expect(denial.explanation.contains("before them"))
    #expect(policy.evaluate(form.with("X-CSRF-Token", token)).outcome == "pass")
    let without = post(cookie: token, header: nil).with("Content-Type", "multipart/form-data")
    #expect(policy.evaluate(without).outcome == "csrf.tokenMissing")
    let text = post(cookie: token, header: nil).with("Content-Type", "text/plain")
    #expect(policy.evaluate(text).outcome == "csrf.tokenMissing")
  }

  @Test func `No body is asked for where the cookie is already wrong`() throws {
    let form = post(cookie: "wrong", header: nil).with("Content-Type", "application/x-www-form-urlencoded")
    #expect(try policy().evaluate(form).outcome == "csrf.tokenInvalid")
  }

  @Test func `A request that asks for another method needs the token`() throws {
    let request = TestRequest(.get, ["Cookie": "session=s1", "X-HTTP-Method-Override": "DELETE"])
    #expect(try policy().evaluate(request).outcome == "csrf.tokenMissing")
  }

  @Test func `Pages get tokens, images and preflights do not`() throws {
    let policy = try policy()
    #expect(policy.evaluate(TestRequest(.get, ["Sec-Fetch-Dest": "image"])).response.isEmpty)
    #expect(policy.evaluate(TestRequest(.options)).response.isEmpty)
    #expect(policy.evaluate(TestRequest(.get, ["Sec-Fetch-Dest": "document"])).response.fields.count == 2)
  }

  @Test func `In detect mode tokens are given and nothing is denied`() throws {
    let policy = try policy { $0.mode = .detect }
    let token = try token(policy)
    let denied = policy.evaluate(post(cookie: token, header: nil))
    #expect(denied.outcome == "pass")
    #expect(denied.detected?.code == "csrf.tokenMissing")
    #expect(policy.evaluate(post(cookie: token, header: token)).detected == nil)
  }

  @Test func `Both layers are asked`() throws {
    let policy = try policy { $0.layers = [.origin, .token] }
    let token = try token(policy)
    let request = post(cookie: token, header: token)
    #expect(policy.evaluate(request).outcome == "csrf.missingOrigin")
    #expect(policy.evaluate(request.with("Origin", "https://example.org")).outcome == "pass")
    #expect(
      policy.evaluate(post(cookie: token, header: nil).with("Origin", "https://example.org")).outcome
        == "csrf.tokenMissing")
  }

  @Test func `What would protect nothing is refused at construction`() throws {
    func code(_ keys: CSRFKeys? = CSRFKeys(current: Self.key), _ change: (inout CSRFOptions) -> Void) -> String? {
      var options = CSRFOptions()
      options.layers = [.token]
      change(&options)
      do throws(InvalidOption) {
        _ = try CSRFPolicy(options, keys: keys)
        return nil
      } catch {
        return error.code
      }
    }
    #expect(code { _ in } == nil)
    #expect(code(nil) { _ in } == "csrf.keyMissing")
    #expect(code(CSRFKeys(current: Redacted(Array(repeating: 1, count: 31)))) { _ in } == "csrf.keyTooShort")
    #expect(
      code(CSRFKeys(current: Self.key, previous: [Redacted([1])])) { _ in } == "csrf.keyTooShort")
    #expect(code { $0.token.cookie = "csrf" } == "csrf.invalidCookie")
    #expect(code { $0.token.cookie = "__Host-a b" } == "csrf.invalidCookie")
    #expect(code { $0.token.sessionCookie = "a=b" } == "csrf.invalidCookie")
    #expect(code { $0.token.lifetime = .seconds(1) } == "csrf.invalidLifetime")
    #expect(code { $0.token.field = "" } == "csrf.invalidField")
    #expect(code { $0.token.formLimit = 0 } == "csrf.invalidFormLimit")
    #expect(code { $0.layers = [] } == "csrf.noLayer")
  }

  @Test func `A WebSocket needs no token where every method counts, and nothing else gets around one`() throws {
    let token = try token(try policy())
    let policy = try policy { $0.treatsAllMethodsAsUnsafe = true }
    let socket = TestRequest(
      .get, ["Cookie": "session=s1; __Host-csrf=\(token)", "Upgrade": "websocket", "Origin": "https://example.org"])
    #expect(policy.evaluate(socket).outcome == "pass")
    #expect(policy.evaluate(socket.with("Origin", "https://evil.example")).outcome == "csrf.crossOrigin")
    #expect(policy.evaluate(socket.with("X-HTTP-Method-Override", "PUT")).outcome == "csrf.tokenMissing")
    let post = TestRequest(
      .post, ["Cookie": "session=s1; __Host-csrf=\(token)", "Upgrade": "websocket", "Origin": "https://example.org"])
    #expect(policy.evaluate(post).outcome == "csrf.tokenMissing")
  }
}
