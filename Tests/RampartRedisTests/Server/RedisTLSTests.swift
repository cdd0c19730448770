import Foundation
import RampartCore
import RampartRedis
import Testing

@Suite(
  .enabled(
    if: RedisServer.isInstalled && Program.path(of: "openssl") != nil, "redis-server or openssl is not installed"))
struct RedisTLSTests {
  /// A self-signed certificate for the names, and its key.
  private static func makeCertificate(_ name: String, for names: String, in folder: URL) throws {
    try Program.run(
      "openssl",
      [
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
        "-subj", "/CN=\(name)", "-addext", "subjectAltName=\(names)", "-keyout", "\(name).key", "-out", "\(name).pem",
      ], in: folder)
  }

  private func withServer(
    names: String,
    _ body: (_ port: Int, _ authority: String, _ other: String) async throws -> Void
  ) async throws {
    let port = try await RedisServer.freePort()
    let prepare = { (folder: URL) in
      try Self.makeCertificate("server", for: names, in: folder)
      try Self.makeCertificate("other", for: names, in: folder)
    }
    let settings = [
      "--tls-port", "\(port)", "--tls-cert-file", "server.pem", "--tls-key-file", "server.key", "--tls-ca-cert-file",
      "server.pem", "--tls-auth-clients", "no",
    ]
    try await RedisServer.with(settings, prepare: prepare) { server async throws in
      let file = { (name: String) in server.folder.appending(path: name).path() }
      try await body(port, file("server.pem"), file("other.pem"))
    }
  }

  @Test func `A server whose name and authority are known is spoken to`() async throws {
    try await withServer(names: "DNS:localhost,IP:127.0.0.1") { port, authority, _ async throws in
      for host in ["localhost", "127.0.0.1"] {
        let tls = try RedisTLS(authority: authority)
        try await RedisClient.with("rediss://\(host):\(port)", { $0.tls = tls }) { client async throws in
          #expect(try await client.send(["PING"]) == .simple("PONG"))
          let text = String(repeating: "x", count: 1 << 20)
          #expect(try await client.send(["ECHO", text]).text == text)
        }
      }
    }
  }

  @Test func `A name of the options stands for the host of the address`() async throws {
    try await withServer(names: "DNS:redis.example") { port, authority, _ async throws in
      let named = try RedisTLS(authority: authority, serverName: "redis.example")
      try await RedisClient.with("rediss://127.0.0.1:\(port)", { $0.tls = named }) { client async throws in
        #expect(try await client.send(["PING"]) == .simple("PONG"))
      }
    }
  }

  @Test func `Another name, another address, another authority and no TLS are refused`() async throws {
    try await withServer(names: "DNS:redis.example,IP:127.0.0.2") { port, authority, other async throws in
      let cases: [(String, RedisTLS?)] = [
        ("rediss://localhost:\(port)", try RedisTLS(authority: authority)),
        ("rediss://127.0.0.1:\(port)", try RedisTLS(authority: authority)),
        ("rediss://127.0.0.1:\(port)", try RedisTLS(authority: authority, serverName: "other.example")),
        ("rediss://127.0.0.1:\(port)", try RedisTLS(authority: other, serverName: "redis.example")),
        ("rediss://127.0.0.1:\(port)", try RedisTLS(serverName: "redis.example")),
        ("redis://127.0.0.1:\(port)", nil),
      ]
      for (url, tls) in cases {
        try await RedisClient.with(url, { $0.tls = tls }) { client async throws in
          let error = await client.failure(["PING"])
          #expect(error?.kind == .unavailable, "\(url)")
          if tls != nil { #expect(error?.detail.contains("TLS failed") == true, "\(error as Any)") }
        }
      }
    }
  }
}
