import RampartCore
import Testing

@testable import RampartRedis

@Suite struct RedisHandshakeTests {
  private func handshake(user: String? = nil, password: String? = nil, database: Int = 0) throws -> RedisHandshake {
    var options = try RedisOptions(url: "redis://h/\(database)")
    options.user = user
    options.password = password.map { Redacted($0) }
    return RedisHandshake(options)
  }

  @Test func `A server that knows RESP3 is greeted once`() throws {
    var plain = try handshake()
    #expect(plain.opening == ["HELLO", "3"])
    #expect(try plain.receive(.map([])) == .ready)
    var full = try handshake(user: "ann", password: "pw", database: 2)
    #expect(full.opening == ["HELLO", "3", "AUTH", "ann", "pw"])
    #expect(try full.receive(.map([])) == .send(["SELECT", "2"]))
    #expect(try full.receive(.simple("OK")) == .ready)
    #expect(try handshake(password: "pw").opening == ["HELLO", "3", "AUTH", "default", "pw"])
  }

  @Test(arguments: ["ERR unknown command 'HELLO', with args beginning with: '3' ", "NOPROTO sorry"])
  func `A server that does not is asked as before`(_ message: String) throws {
    var withPassword = try handshake(password: "pw", database: 1)
    #expect(try withPassword.receive(.error(message)) == .send(["AUTH", "pw"]))
    #expect(try withPassword.receive(.simple("OK")) == .send(["SELECT", "1"]))
    #expect(try withPassword.receive(.simple("OK")) == .ready)
    var withUser = try handshake(user: "ann", password: "pw")
    #expect(try withUser.receive(.error(message)) == .send(["AUTH", "ann", "pw"]))
    var plain = try handshake()
    #expect(try plain.receive(.error(message)) == .ready)
  }

  @Test func `A refusal ends it, and nothing of the password is in the error`() throws {
    let refusals: [(String, String)] = [
      ("WRONGPASS invalid username-password pair topsecret", "password"),
      ("NOAUTH HELLO must be called with the client already authenticated", "asks for a password"),
      ("NOPERM topsecret", "NOPERM"), ("ERR max number of clients reached", "ERR"), ("topsecret", "refuses"),
    ]
    for (message, word) in refusals {
      var handshake = try handshake(password: "topsecret")
      let error = #expect(throws: RedisError.self) { try handshake.receive(.error(message)) }
      #expect(error?.description.contains(word) == true)
      #expect(error?.description.contains("topsecret") == false)
    }
  }

  @Test func `Another type is a violation`() throws {
    for reply in [RESPValue.simple("OK"), .null, .integer(1), .bulk([])] {
      var handshake = try handshake()
      let error = #expect(throws: RedisError.self) { try handshake.receive(reply) }
      #expect(error?.kind == .protocolViolation)
    }
  }
}
