import HTTPTypes
import RampartCore
import Testing

@testable import RampartTraffic

@Suite struct RateLimitKeyTests {
  private static let apiKey = RateLimitKey("header.X-API-Key") ?? .client

  private func hash(_ request: TestRequest, _ keys: RateLimitKey..., ipv6Prefix: Int = 64) -> RateLimitKeyHash {
    RateLimitKeyHasher(keys: keys, ipv6Prefix: ipv6Prefix).hash(request, with: .process)
  }

  @Test func `An IPv4 client is its whole address`() {
    #expect(hash(TestRequest().from("192.0.2.1"), .client) == hash(TestRequest().from("192.0.2.1"), .client))
    #expect(hash(TestRequest().from("192.0.2.1"), .client) != hash(TestRequest().from("192.0.2.2"), .client))
    #expect(hash(TestRequest().from("192.0.2.1"), .client) == hash(TestRequest().from("::ffff:192.0.2.1"), .client))
    #expect(hash(TestRequest().from("192.0.2.1"), .client) != hash(TestRequest().from("::c000:201"), .client))
  }

  @Test(arguments: [
    (64, "2001:db8::1", "2001:db8::ffff:1", true), (64, "2001:db8::1", "2001:db8:0:1::1", false),
    (48, "2001:db8::1", "2001:db8:0:1::1", true), (48, "2001:db8::1", "2001:db8:1::1", false),
    (128, "2001:db8::1", "2001:db8::2", false), (127, "2001:db8::2", "2001:db8::3", true),
    (1, "2001:db8::1", "7fff::1", true), (1, "2001:db8::1", "8000::1", false), (65, "::", "0:0:0:0:8000::", false),
  ])
  func `An IPv6 client is its prefix`(_ prefix: Int, _ first: String, _ second: String, _ isSame: Bool) {
    let (first, second) = (TestRequest().from(first), TestRequest().from(second))
    #expect((hash(first, .client, ipv6Prefix: prefix) == hash(second, .client, ipv6Prefix: prefix)) == isSame)
  }

  @Test func `A header counts by its value`() {
    let request = TestRequest()
    #expect(hash(request.with("X-API-Key", "a"), Self.apiKey) == hash(request.with("x-api-key", "a"), Self.apiKey))
    #expect(hash(request.with("X-API-Key", "a"), Self.apiKey) != hash(request.with("X-API-Key", "b"), Self.apiKey))
    #expect(
      hash(request.with("X-API-Key", "a").from("192.0.2.9"), Self.apiKey)
        == hash(request.with("X-API-Key", "a"), Self.apiKey))
  }

  @Test func `Leaving a header out is no way to be somebody new`() {
    let missing = hash(TestRequest().from("192.0.2.1"), Self.apiKey)
    #expect(missing == hash(TestRequest().from("192.0.2.2"), Self.apiKey))
    #expect(missing != hash(TestRequest().with("X-API-Key", ""), Self.apiKey))
  }

  @Test func `Neither is sending it twice, with whatever second value`() {
    let doubled = hash(TestRequest().with("X-API-Key", "a", "junk1"), Self.apiKey)
    #expect(doubled == hash(TestRequest().with("X-API-Key", "a", "junk2"), Self.apiKey))
    #expect(doubled == hash(TestRequest().with("X-API-Key", "junk3", "a", "x"), Self.apiKey))
    #expect(doubled != hash(TestRequest(), Self.apiKey))
    let cookie = RateLimitKey.cookie("sid")
    #expect(
      hash(TestRequest().with("Cookie", "sid=a; sid=1"), cookie)
        == hash(TestRequest().with("Cookie", "sid=2; sid=a"), cookie))
  }

  @Test func `A cookie counts by its value, among other cookies too`() {
    let cookie = RateLimitKey.cookie("sid")
    let one = hash(TestRequest().with("Cookie", "sid=a"), cookie)
    #expect(one == hash(TestRequest().with("Cookie", "x=1; sid=a; y=2"), cookie))
    #expect(one != hash(TestRequest().with("Cookie", "sid=b"), cookie))
    #expect(one != hash(TestRequest().with("Cookie", "SID=a"), cookie))
    #expect(hash(TestRequest(), cookie) == hash(TestRequest().with("Cookie", "x=1"), cookie))
  }

  @Test func `Who has not signed in counts by the client, and cannot pass for a user`() {
    #expect(hash(TestRequest().by("ann"), .user) == hash(TestRequest().by("ann").from("192.0.2.9"), .user))
    #expect(hash(TestRequest().by("ann"), .user) != hash(TestRequest().by("bob"), .user))
    #expect(hash(TestRequest().from("192.0.2.1"), .user) == hash(TestRequest().from("192.0.2.1"), .client))
    #expect(hash(TestRequest().from("192.0.2.1"), .user) != hash(TestRequest().by("192.0.2.1"), .user))
    #expect(hash(TestRequest().by(""), .user) != hash(TestRequest(), .user))
  }

  @Test(arguments: [
    (1, "/orders/4711", "/orders/4712", true), (2, "/orders/4711", "/orders/4712", false),
    (2, "/orders/4711/a", "/orders/4711/b", true), (2, "/a/x", "/b/x", true), (3, "/a/b", "/c/d", true),
    (2, "/a", "/a/", true), (1, "/", "/x", false), (1, "/", "*", true), (1, "/ab", "/ab/", true),
  ])
  func `A path counts by a segment`(_ number: Int, _ first: String, _ second: String, _ isSame: Bool) {
    let key = RateLimitKey.pathSegment(number)
    #expect((hash(TestRequest().at(first), key) == hash(TestRequest().at(second), key)) == isSame)
  }

  @Test func `Several parts count for each combination`() {
    let one = TestRequest().from("192.0.2.1").with("X-API-Key", "a")
    #expect(hash(one, .client, Self.apiKey) == hash(one, .client, Self.apiKey))
    #expect(hash(one, .client, Self.apiKey) != hash(one.from("192.0.2.2"), .client, Self.apiKey))
    #expect(hash(one, .client, Self.apiKey) != hash(one, Self.apiKey, .client))
    let moved = TestRequest().with("A", "xy").with("B", "")
    let parts = [RateLimitKey("header.A"), RateLimitKey("header.B")].compactMap(\.self)
    #expect(hash(moved, parts[0], parts[1]) != hash(TestRequest().with("A", "x").with("B", "y"), parts[0], parts[1]))
  }

  @Test(arguments: ["client", "user", "header.X-API-Key", "cookie.sid", "path.1", "path.32"])
  func `A key reads what it writes`(_ text: String) {
    #expect(RateLimitKey(text)?.description == text)
  }

  @Test(arguments: [
    "", "Client", "client.", "client.x", "user.", "header", "header.", "header.a b", "header.a:b", "cookie.",
    "cookie.a=b", "path", "path.", "path.0", "path.-1", "path.+1", "path.01", "path.33", "path.x", "ip",
  ])
  func `Anything else is no key`(_ text: String) {
    #expect(RateLimitKey(text) == nil)
  }
}
