import Foundation
import HTTPTypes
import NIOCore
import RampartConfiguration
import RampartCore
import Testing

@testable import RampartGateway

@Suite("What the backend gets")
struct UpstreamRequestTests {
  private static func forward(
    _ text: String,
    peer: String = "192.0.2.7",
    isTrusted: Bool = false,
    isSecure: Bool = true,
    edits: RequestEdits? = nil
  ) throws -> [String] {
    let head = try #require(try RequestHeadParserTests.parse(text))
    let facts = ConnectionFacts(
      listener: ListenerSettings(address: .unix(path: "/x"), role: .gateway),
      peer: try #require(IPAddress(peer)), isTrusted: isTrusted, isSecure: isSecure)
    var generator = IdentifierGenerator()
    let server = UpstreamServer(
      identity: .init(
        upstream: "a", address: try UpstreamServerAddress(url: "http://127.0.0.1:3000"), options: UpstreamOptions()),
      tls: nil, metrics: GatewayMetrics().server(upstream: "a", server: "b"))
    var buffer = ByteBuffer()
    let origin = RequestOrigin(of: head, by: facts, ClientAddress(trustedProxies: []), &generator)
    UpstreamRequest(head: head, origin: origin, edits: edits)
      .write(into: &buffer, server: server, spanID: 1)
    let lines = String(buffer: buffer).components(separatedBy: "\r\n")
    #expect(lines.suffix(2) == ["", ""])
    return lines.dropLast(2)
  }

  private static func values(_ name: String, _ lines: [String]) -> [String] {
    lines.filter { $0.lowercased().hasPrefix(name + ": ") }.map { String($0.dropFirst(name.count + 2)) }
  }

  @Test("is what controls made of it: their fields alone, and no cookie that they took")
  func edits() throws {
    let user = try #require(HTTPField.Name("X-User"))
    let secret = try #require(HTTPField.Name("X-Secret"))
    let lines = try Self.forward(
      "GET / HTTP/1.1\r\nHost: a\r\nx-user: mallory\r\nX-Secret: 1\r\nX-Other: 2\r\n"
        + "Cookie: session=1;theme=dark; session =2\r\n\r\n",
      edits: RequestEdits(
        fields: [HTTPField(name: user, value: "alice")], removedFields: [secret], removedCookies: ["session"]))
    #expect(Self.values("x-user", lines) == ["alice"])
    #expect(Self.values("x-secret", lines).isEmpty && Self.values("x-other", lines) == ["2"])
    #expect(Self.values("cookie", lines) == ["theme=dark"])
    let none = try Self.forward(
      "GET / HTTP/1.1\r\nHost: a\r\nCookie: session=1\r\n\r\n", edits: RequestEdits(removedCookies: ["session"]))
    #expect(Self.values("cookie", none).isEmpty)
  }

  @Test("is a request line made anew")
  func requestLine() throws {
    #expect(try Self.forward("GET http://a/x/./y?z HTTP/1.1\r\nHost: a\r\n\r\n")[0] == "GET /x/y?z HTTP/1.1")
    #expect(try Self.forward("GET //x//y/../%7e HTTP/1.0\r\nHost: a\r\n\r\n")[0] == "GET /x/~ HTTP/1.1")
  }

  @Test("says who the client is, in no words of an untrusted one")
  func untrusted() throws {
    let lines = try Self.forward(
      """
      GET / HTTP/1.1\r\nHost: a:1\r\nX-Forwarded-For: 127.0.0.1\r\nX-Forwarded-Proto: http\r\nX-Forwarded-Host: evil\r
      Forwarded: for=127.0.0.1\r\nX-Request-ID: 00000000000000000000000000000001\r\n\r\n
      """)
    #expect(Self.values("x-forwarded-for", lines) == ["192.0.2.7"])
    #expect(Self.values("x-forwarded-proto", lines) == ["https"])
    #expect(Self.values("x-forwarded-host", lines) == ["a:1"])
    #expect(Self.values("forwarded", lines) == ["for=192.0.2.7;proto=https;host=\"a:1\""])
    #expect(Self.values("x-request-id", lines).count == 1)
    #expect(Self.values("x-request-id", lines) != ["00000000000000000000000000000001"])
  }

  @Test("goes on with the words of a trusted proxy")
  func trusted() throws {
    let lines = try Self.forward(
      """
      GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 198.51.100.1\r\nX-Forwarded-For: 198.51.100.2\r
      X-Forwarded-Proto: https\r\nX-Forwarded-Host: site\r\nForwarded: for=198.51.100.1\r\n\r\n
      """, peer: "2001:db8::7", isTrusted: true, isSecure: false)
    #expect(Self.values("x-forwarded-for", lines) == ["198.51.100.1, 198.51.100.2, 2001:db8::7"])
    #expect(Self.values("x-forwarded-proto", lines) == ["https"])
    #expect(Self.values("x-forwarded-host", lines) == ["site"])
    #expect(
      Self.values("forwarded", lines) == ["for=198.51.100.1, for=\"[2001:db8::7]\";proto=http;host=\"a\""])
  }

  @Test("has nothing that belongs to the client's connection")
  func hopByHop() throws {
    let lines = try Self.forward(
      """
      GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, X-Secret\r\nX-Secret: 1\r\nKeep-Alive: 1\r\nTE: trailers\r
      Proxy-Connection: x\r\nUpgrade: h2c\r\nHTTP2-Settings: AAA\r\nX-Other: 2\r\n\r\n
      """)
    for name in ["connection", "x-secret", "keep-alive", "te", "proxy-connection", "upgrade", "http2-settings"] {
      #expect(Self.values(name, lines).isEmpty, "\(name)")
    }
    #expect(Self.values("x-other", lines) == ["2"])
  }

  @Test("believes no other names for the same claims")
  func claims() throws {
    let text =
      "GET / HTTP/1.1\r\nHost: a\r\nX-Real-IP: 1\r\nX-Forwarded-Own: 2\r\nX-Original-URL: /b\r\nMy-Own: 3\r\n\r\n"
    let untrusted = try Self.forward(text)
    for name in ["x-real-ip", "x-forwarded-own", "x-original-url"] {
      #expect(Self.values(name, untrusted).isEmpty, "\(name)")
    }
    #expect(Self.values("my-own", untrusted) == ["3"])
    #expect(Self.values("x-real-ip", try Self.forward(text, isTrusted: true)) == ["1"])
  }

  @Test("passes a valid trace on and begins one otherwise")
  func trace() throws {
    let own = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    let passed = try Self.forward("GET / HTTP/1.1\r\nHost: a\r\ntraceparent: \(own)\r\n\r\n")
    #expect(Self.values("traceparent", passed) == [own])
    for wrong in [
      "", "00-0-0-0", own.uppercased(), own + "x", "00-" + String(repeating: "0", count: 32) + own.dropFirst(35),
    ] {
      let begun = try Self.forward("GET / HTTP/1.1\r\nHost: a\r\ntraceparent: \(wrong)\r\n\r\n")
      let values = Self.values("traceparent", begun)
      #expect(values.count == 1 && values.first != wrong)
      #expect(values.first.map { Array($0.utf8).withUnsafeBytes(TraceParent.isValid) } == true)
    }
  }

  @Test("has exactly one framing")
  func framing() throws {
    let length = try Self.forward("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 007\r\n\r\n")
    #expect(Self.values("content-length", length) == ["7"])
    let chunked = try Self.forward("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
    #expect(Self.values("transfer-encoding", chunked) == ["chunked"])
    #expect(Self.values("content-length", try Self.forward("POST / HTTP/1.1\r\nHost: a\r\n\r\n")) == ["0"])
    #expect(Self.values("content-length", try Self.forward("GET / HTTP/1.1\r\nHost: a\r\n\r\n")).isEmpty)
  }

  @Test("carries several cookie fields as one")
  func cookies() throws {
    let lines = try Self.forward("GET / HTTP/1.1\r\nHost: a\r\nCookie: a=b\r\nCookie: c=d\r\n\r\n")
    #expect(Self.values("cookie", lines) == ["a=b; c=d"])
  }
}
