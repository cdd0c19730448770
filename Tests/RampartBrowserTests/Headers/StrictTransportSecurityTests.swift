import HTTPTypes
import RampartBrowser
import RampartCore
import Testing

@Suite struct StrictTransportSecurityTests {
  private func value(_ options: JSONValue, isSecure: Bool = true) throws -> String? {
    try TestDocument.value("Strict-Transport-Security", ["strictTransportSecurity": options], isSecure: isSecure)
  }

  @Test func `The recommended value is two years of this host alone, a mapping begins with its subdomains`() throws {
    #expect(try TestDocument.value("Strict-Transport-Security", .object([])) == "max-age=63072000")
    #expect(try value(.object([])) == "max-age=63072000; includeSubDomains")
    #expect(
      StrictTransportSecurity().value(in: ResponseContext(isSecure: true)) == "max-age=63072000; includeSubDomains")
  }

  @Test func `Plain HTTP never carries it, the backend's own neither`() throws {
    for upstream in ["replace", "keep", "keepProtective"] {
      let headers = try TestDocument.headers(["strictTransportSecurity": ["upstream": .string(upstream)]])
      var fields: HTTPFields = [.strictTransportSecurity: "max-age=1"]
      headers.apply(to: &fields, in: ResponseContext(isSecure: false))
      #expect(fields.values("strict-transport-security") == [])
    }
    #expect(try value(.object([]), isSecure: false) == nil)
  }

  @Test func `Each option changes its part`() throws {
    #expect(try value(["maxAge": 0]) == "max-age=0; includeSubDomains")
    #expect(try value(["maxAge": 31_536_000]) == "max-age=31536000; includeSubDomains")
    #expect(try value(["maxAge": "8760h"]) == "max-age=31536000; includeSubDomains")
    #expect(try value(["maxAge": "90s", "includeSubDomains": false]) == "max-age=90")
    #expect(try value(["preload": true]) == "max-age=63072000; includeSubDomains; preload")
    #expect(
      try value(["preload": true, "maxAge": 31_536_000]) == "max-age=31536000; includeSubDomains; preload")
  }

  @Test(arguments: [
    (["preload": true, "maxAge": 31_535_999] as JSONValue, preload),
    (["preload": true, "includeSubDomains": false] as JSONValue, preload),
    (["maxAge": "1500ms"] as JSONValue, "2:1: the greatest age is counted in whole seconds"),
    (["maxAge": -1] as JSONValue, "3:1: `-1` is out of range, it goes from 0 to 315360000"),
    (["maxAge": 315_360_001] as JSONValue, "3:1: `315360001` is out of range, it goes from 0 to 315360000"),
    (["maxAge": "87601h"] as JSONValue, "3:1: `87601h` is out of range, it goes from 0ms to 87600h"),
    (["maxAge": "1y"] as JSONValue, "3:1: `1y` is not a span of time, write it like `30s`"),
    (
      ["includeSubdomains": true] as JSONValue,
      "3:1: unknown key `includeSubdomains`, did you mean `includeSubDomains`?"
    ),
  ])
  func `What cannot be is a problem`(_ options: JSONValue, _ problem: String) {
    #expect(TestDocument.problems(["strictTransportSecurity": options]) == [problem])
  }

  private static let preload =
    "2:1: `preload` needs a `maxAge` of one year (31536000) at least and `includeSubDomains`"

  @Test func `The Swift initializer refuses the same`() throws {
    #expect(throws: InvalidOption.self) { try StrictTransportSecurity(maxAge: .seconds(-1)) }
    #expect(throws: InvalidOption.self) { try StrictTransportSecurity(maxAge: .milliseconds(1500)) }
    #expect(throws: InvalidOption.self) { try StrictTransportSecurity(maxAge: .seconds(60), isPreloaded: true) }
    #expect(try StrictTransportSecurity(maxAge: .seconds(60)).maxAge == .seconds(60))
  }
}
