import RampartCore
import Testing

@testable import RampartTraffic

@Suite struct DeclaredRateLimitTests {
  @Test func `A name and a rate are enough`() throws {
    let declared = try TestDocument.limit(["name": "api", "rate": "100/1s"])
    #expect(declared.rateLimit == RateLimitOptions(name: "api", rate: try Rate("100/1s")))
    #expect(declared.concurrencyLimit == nil)
    #expect(declared.routes == [])
  }

  @Test func `Every key changes its part`() throws {
    let declared = try TestDocument.limit([
      "name": "login", "routes": ["/login", "app.example/session"],
      "key": ["client", "header.X-API-Key", "cookie.sid", "user", "path.2"], "rate": "10/1m", "burst": 20,
      "algorithm": "gcra", "cost": 2, "counts": [401, 403], "store": "redis", "whenDown": "closed", "mode": "detect",
      "concurrent": 5, "ipv6Prefix": 56, "capacity": 5000,
    ])
    var expected = RateLimitOptions(name: "login", rate: try Rate("10/1m"))
    expected.keys = ["client", "header.X-API-Key", "cookie.sid", "user", "path.2"].compactMap { RateLimitKey($0) }
    (expected.burst, expected.cost, expected.counts) = (20, 2, [401, 403])
    (expected.store, expected.whenDown, expected.mode) = (.redis, .closed, .detect)
    (expected.ipv6Prefix, expected.capacity) = (56, 5000)
    #expect(declared.rateLimit == expected)
    #expect(expected.keys.count == 5)
    #expect(declared.routes == ["/login", "app.example/session"])
    let concurrency = try #require(declared.concurrencyLimit)
    #expect(concurrency.limit == 5 && concurrency.mode == .detect && concurrency.ipv6Prefix == 56)
    #expect(concurrency.keys == expected.keys)
  }

  @Test func `A limit on requests in flight needs no rate`() throws {
    let declared = try TestDocument.limit(["name": "search", "concurrent": 4])
    #expect(declared.rateLimit == nil)
    #expect(declared.concurrencyLimit?.limit == 4)
  }

  private static let broken: [(JSONValue, String)] = [
    (["rate": "1/1s"], "1:1: the key `name` is missing"),
    (["name": "api"], "1:1: a limit needs a `rate`, or `concurrent`"),
    (["name": "a b", "rate": "1/1s"], "2:1: `a b` is not a name, write it like `login`"),
    (["name": "api", "rate": "100"], "3:1: `100` is not a rate, write it like `100/1s`"),
    (["name": "api", "rate": "100/s"], "3:1: `100/s` is not a rate, did you mean `100/1s`?"),
    (["name": "api", "rate": "5/minute"], "3:1: `5/minute` is not a rate, did you mean `5/1m`?"),
    (["name": "api", "rate": "0/1s"], "3:1: the count of a rate goes from 1 to 1000000000"),
    (["name": "api", "rate": "1/9000h"], "3:1: the period of a rate is whole milliseconds, from 1ms to 8784h"),
    (["name": "api", "rate": 100], "3:1: `100` is not a rate, write it like `100/1s`"),
    (["name": "api", "rate": "1/1s", "key": []], "4:1: the list needs at least 1 entry"),
    (["name": "api", "rate": "1/1s", "key": ["ip"]], "5:1: `ip` is not a key, write it like `header.X-API-Key`"),
    (["name": "api", "rate": "1/1s", "key": "ip"], "4:1: `ip` is not a key, write it like `header.X-API-Key`"),
    (
      ["name": "api", "rate": "1/1s", "whenDown": "open"],
      "1:1: `whenDown` says nothing of a store in memory, write `store: redis`, or leave it out"
    ),
    (["name": "api", "rate": "1/1s", "routes": []], "4:1: the list needs at least 1 entry"),
    (
      ["name": "api", "rate": "1/1s", "algorithm": "fixedwindow"],
      "4:1: `fixedwindow` is not one of `gcra`, `fixedWindow`, `slidingWindow`, did you mean `fixedWindow`?"
    ),
    (
      ["name": "api", "rate": "1/1s", "algorithm": "fixedWindow", "burst": 5],
      "1:1: a window has no burst, its limit is the count of the rate"
    ),
    (
      ["name": "api", "rate": "1/1s", "cost": 2],
      "1:1: a request costs more than the burst, so that none could ever pass"
    ),
    (
      ["name": "api", "rate": "1/8784h", "burst": 100],
      "1:1: at this rate the burst would take more than ten years to come back"
    ),
    (["name": "api", "rate": "1/1s", "counts": [200]], "5:1: `200` is out of range, it goes from 400 to 599"),
    (["name": "api", "rate": "1/1s", "store": "disk"], "4:1: `disk` is not one of `memory`, `redis`"),
    (
      ["name": "api", "rate": "1/1s", "whenDown": "opne"],
      "4:1: `opne` is not one of `local`, `open`, `closed`, did you mean `open`?"
    ),
    (["name": "api", "rate": "1/1s", "ipv6Prefix": 0], "4:1: `0` is out of range, it goes from 1 to 128"),
    (["name": "api", "rate": "1/1s", "keys": ["client"]], "4:1: unknown key `keys`, did you mean `key`?"),
  ]

  @Test(arguments: broken)
  func `What cannot be is a problem`(_ limit: JSONValue, _ problem: String) {
    #expect(TestDocument.problems(limit) == [problem])
  }

  @Test func `The schema names each key once, with its default`() throws {
    guard case .object(let members) = DeclaredRateLimit.declaration.schema,
      case .object(let properties)? = members.first(where: { $0.name == "properties" })?.value
    else { return #expect(Bool(false), "no schema of a mapping") }
    #expect(
      properties.map(\.name) == [
        "name", "routes", "key", "rate", "burst", "algorithm", "cost", "counts", "store", "whenDown", "mode",
        "concurrent", "ipv6Prefix", "capacity",
      ])
  }
}
