import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import RampartWAF
import Testing

@testable import RampartHummingbirdWAF

@Suite struct BodyTests {
  private static let script = "q=%3Cscript%3Ealert(1)%3C/script%3E"

  @Test(arguments: [0, 1, 1023, 1024])
  func `A body up to the limit reaches the handler unchanged`(_ count: Int) async throws {
    let server = try FirewalledServer { $0.requestBody = 1024 }
    let body = String(repeating: "a", count: count)
    let answer = try await server.answer(to: "/echo", .post, headers: .form, body: body)
    #expect(answer.status == .ok)
    #expect(answer.text == body)
  }

  @Test func `One byte more is refused`() async throws {
    let server = try FirewalledServer { $0.requestBody = 1024 }
    let answer = try await server.answer(
      to: "/echo", .post, headers: .form, body: String(repeating: "a", count: 1025))
    #expect(answer.status == .contentTooLarge)
    #expect(answer.text.contains("request.bodyTooLarge"))
  }

  @Test func `With partial the rules see the beginning, and the handler gets all of it`() async throws {
    let server = try FirewalledServer {
      $0.requestBody = 1024
      $0.overBodyLimit = .partial
    }
    let long = "r=" + String(repeating: "a", count: 200_000) + "&" + Self.script
    let passed = try await server.answer(to: "/echo", .post, headers: .form, body: long)
    #expect(passed.text == long)
    let refused = try await server.answer(to: "/echo", .post, headers: .form, body: Self.script + "&" + long)
    #expect(refused.status == .forbidden)
  }

  @Test func `In detect mode a longer body passes`() async throws {
    let server = try FirewalledServer {
      $0.requestBody = 1024
      $0.mode = .detect
    }
    let long = String(repeating: "a", count: 5000)
    #expect(try await server.answer(to: "/echo", .post, headers: .form, body: long).text == long)
  }

  @Test func `Over a real connection a long body in chunks streams on behind what the rules saw`() async throws {
    let server = try FirewalledServer {
      $0.requestBody = 1024
      $0.overBodyLimit = .partial
    }
    let long = "r=" + String(repeating: "abcdefgh", count: 100_000)
    let echoed = try await server.application().test(.live) { client in
      try await client.execute(uri: "/echo", method: .post, headers: .form, body: ByteBuffer(string: long)).text
    }
    #expect(echoed == long)
  }
}
