import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import RampartCore
import Testing

@testable import RampartHummingbird

@Suite struct BodyTests {
  /// What the control saw, and what the handler sent back of the body.
  private func read(_ body: String, upTo limit: Int, headers: HTTPFields = [:]) async throws -> (String, String) {
    let ticket = RecordingTicket()
    let control = TestControl { request in
      switch request.body {
      case .unread: return Verdict(.needsBody(upTo: limit))
      case .whole(let bytes): ticket.note(String(decoding: bytes, as: UTF8.self))
      case .beginning: ticket.note("too long")
      }
      return .pass
    }
    let answer = try await TestServer.answer(
      to: "/echo", .post, headers: headers, body: body, behind: ControlMiddleware(control))
    return (ticket.told.joined(), answer.text)
  }

  @Test(arguments: [0, 1, 10, 65_536, 100_000])
  func `The control sees the whole body, and the handler gets it again`(_ count: Int) async throws {
    let body = String(repeating: "a", count: count)
    let (seen, echoed) = try await read(body, upTo: 100_000)
    #expect(seen == body)
    #expect(echoed == body)
  }

  @Test func `One byte more than the limit is too long, and the handler still gets all of it`() async throws {
    let (seen, echoed) = try await read("hello world", upTo: 10)
    #expect(seen == "too long")
    #expect(echoed == "hello world")
  }

  @Test func `Two controls read the body one after the other`() async throws {
    let ticket = RecordingTicket()
    let control = TestControl { request in
      guard case .whole(let bytes) = request.body else { return Verdict(.needsBody(upTo: 100)) }
      ticket.note(String(decoding: bytes, as: UTF8.self))
      return .pass
    }
    for middleware in [ControlMiddleware<RampartContext>(control, control)] {
      let answer = try await TestServer.answer(to: "/echo", .post, body: "hello", behind: middleware, middleware)
      #expect(answer.text == "hello")
    }
    #expect(ticket.told == Array(repeating: "hello", count: 4))
  }

  // Without a length nobody knows before reading that a body is too long.
  private func chunked(_ chunks: [String], upTo limit: Int) async throws -> (RampartCore.RequestBody, [String]) {
    let stream = AsyncStream<ByteBuffer> { continuation in
      for chunk in chunks { continuation.yield(ByteBuffer(string: chunk)) }
      continuation.finish()
    }
    var request = Request(
      head: HTTPRequest(method: .post, scheme: "http", authority: "example.org", path: "/"),
      body: Hummingbird.RequestBody(asyncSequence: stream))
    let seen = try await request.readBody(upTo: limit)
    var left: [String] = []
    for try await chunk in request.body { left.append(String(buffer: chunk)) }
    return (seen, left)
  }

  @Test func `A body without a length that gets too long is replayed from its first byte`() async throws {
    let (seen, left) = try await chunked(["abc", "def", "ghi", "jkl"], upTo: 5)
    guard case .beginning(let bytes) = seen else {
      Issue.record("expected the beginning, got \(seen)")
      return
    }
    #expect(bytes == Array("abcde".utf8))
    #expect(left == ["abcdef", "ghi", "jkl"])
  }

  @Test func `A body without a length that fits is whole`() async throws {
    let (seen, left) = try await chunked(["abc", "def"], upTo: 6)
    guard case .whole(let bytes) = seen else {
      Issue.record("expected whole, got \(seen)")
      return
    }
    #expect(bytes == Array("abcdef".utf8))
    #expect(left == ["abcdef"])
  }

  @Test func `Of a declared length over the limit the beginning is read`() async throws {
    var request = Request(
      head: HTTPRequest(
        method: .post, scheme: "http", authority: "example.org", path: "/", headerFields: [.contentLength: "11"]),
      body: Hummingbird.RequestBody(buffer: ByteBuffer(string: "hello, world")))
    guard case .beginning(let bytes) = try await request.readBody(upTo: 10) else {
      Issue.record("expected the beginning")
      return
    }
    #expect(bytes == Array("hello, wor".utf8))
  }
}
