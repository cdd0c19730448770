import RampartCore
import Testing

@Suite("X-Forwarded-Proto of a trusted proxy")
struct ForwardedProtoTests {
  @Test(
    "says HTTPS only if each of its members does",
    arguments: [
      (["https"], true), (["HTTPS"], true), (["https, https"], true), (["https", "https"], true), ([" https\t"], true),
      (["http"], false), (["http, https"], false), (["https, http"], false), (["https", "http"], false),
      (["https x"], false), (["wss"], false), (["https,,https"], true),
    ] as [([String], Bool)])
  func members(_ lines: [String], _ isSecure: Bool) {
    #expect(ForwardedProto.saysHTTPS(lines.map(\.utf8)) == isSecure)
  }

  @Test("says nothing if it is not there or empty", arguments: [[], [""], [","], [" ", "\t,"]] as [[String]])
  func nothing(_ lines: [String]) {
    #expect(ForwardedProto.saysHTTPS(lines.map(\.utf8)) == nil)
  }
}
