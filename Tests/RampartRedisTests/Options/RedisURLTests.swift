import NIOPosix
import RampartCore
import RampartRedis
import Testing

@Suite struct RedisURLTests {
  @Test(arguments: [
    ("redis://localhost", "localhost:6379", false, 0), ("redis://localhost/", "localhost:6379", false, 0),
    ("redis://127.0.0.1:6380/2", "127.0.0.1:6380", false, 2), ("redis://[::1]", "[::1]:6379", false, 0),
    ("redis://[::1]:7000/15", "[::1]:7000", false, 15), ("rediss://cache.example:6380", "cache.example:6380", true, 0),
    ("unix:/run/redis.sock", "unix:/run/redis.sock", false, 0),
    ("unix:/run/redis.sock?db=3", "unix:/run/redis.sock", false, 3),
  ])
  func `Host, port, database and TLS are read`(_ text: String, _ address: String, _ isTLS: Bool, _ db: Int) throws {
    let url = try RedisURL(text)
    #expect(url.address.description == address)
    #expect(url.isTLS == isTLS)
    #expect(url.database == db)
    #expect(url.user == nil && url.password == nil)
  }

  private static let userInformation: [(String, String?, String?)] = [
    ("redis://ann@h", "ann", nil), ("redis://ann:pw@h", "ann", "pw"), ("redis://:pw@h:1", nil, "pw"),
    ("redis://a%40b:p%3Aw%2F%C3%A9@h", "a@b", "p:w/\u{E9}"), ("redis://ann:p@w@h", "ann", "p@w"),
    ("redis://ann:a:b@h", "ann", "a:b"),
  ]

  @Test(arguments: userInformation)
  func `User and password are decoded`(_ text: String, _ user: String?, _ password: String?) throws {
    let url = try RedisURL(text)
    #expect(url.user == user)
    #expect(url.password?.revealed() == password)
  }

  @Test(arguments: [
    "", "localhost:6379", "http://localhost", "redis:/localhost", "REDIS://h", "redis://", "redis://:6379",
    "redis://h:0", "redis://h:65536", "redis://h:x", "redis://h/x", "redis://h/-1", "redis://h/01", "redis://h/65536",
    "redis://h/1/2", "redis://h?db=1", "redis://h#1", "redis://::1", "redis://[::1", "redis://300.1.2.3",
    "redis://h\u{0}", "redis://h i", "redis://a%4@h", "redis://a%zz@h", "redis://%ff@h", "unix:redis.sock",
    "unix:/run/x?database=1", "unix:/run/x?db=", "unix:/run/x?db=one", "redis://user:topsecret@h:99999",
    "http://user:topsecret@h",
  ])
  func `Anything else is refused, and not repeated`(_ text: String) {
    let error = #expect(throws: RedisError.self) { try RedisOptions(url: text) }
    #expect(error?.kind == .options)
    #expect(error?.description.contains("topsecret") == false)
  }

  @Test func `A unix socket has a path of at most 107 bytes`() throws {
    #expect(try RedisURL("unix:/" + String(repeating: "a", count: 106)).isTLS == false)
    #expect(throws: RedisError.self) { try RedisURL("unix:/" + String(repeating: "a", count: 107)) }
  }

  @Test func `Options show no password`() throws {
    let options = try RedisOptions(url: "redis://ann:topsecret@h")
    #expect(options.password?.revealed() == "topsecret")
    var shown = "\(options)" + String(reflecting: options)
    dump(options, to: &shown)
    #expect(!shown.contains("topsecret"))
    #expect(shown.contains("ann"))
  }

  @Test func `TLS needs a file that holds certificates and a host name`() {
    #expect(throws: RedisError.self) { try RedisTLS(authority: "/nonexistent/authority.pem") }
    #expect(throws: RedisError.self) { try RedisTLS(authority: "/dev/null") }
    for name in ["127.0.0.1", "::1", "", "a b", "a/b"] {
      #expect(throws: RedisError.self, "\(name)") { try RedisTLS(serverName: name) }
    }
    #expect(throws: Never.self) { try RedisTLS(serverName: "redis.example") }
  }
}
