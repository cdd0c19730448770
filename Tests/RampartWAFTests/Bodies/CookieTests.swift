import RampartWAF
import Testing

@Suite("Cookies") struct CookieTests {
  @Test(
    "A header is split as ModSecurity does it",
    arguments: [
      ("a=1; b=2", ["a=1", "b=2"]), ("a", ["a="]), ("a=", ["a="]), ("=b", []), ("", []), (" ", []),
      ("a=b=c", ["a=b=c"]),
      (";;;a=1;;", ["a=1"]), ("a=1 ; b = 2 ;c=3 ", ["a=1 ", "b = 2 ", "c=3"]), ("\t a=1;\u{B}b", ["a=1", "b="]),
      ("a=1; b  ;", ["a=1", "b="]), ("a=1; b  ;;", ["a=1", "b  ="]), ("a=%41+b", ["a=%41+b"]),
      ("a=1;a=2", ["a=1", "a=2"]),
      ("  =x; c", ["c="]),
    ])
  func header(text: String, cookies: [String]) {
    var request = RequestParts()
    Array(text.utf8).withUnsafeBytes { request.parseCookies($0) }
    #expect(request.texts(request.cookies) == cookies)
  }

  @Test("Several headers add up, and what goes beyond the limit is reported")
  func several() {
    var limits = BodyLimits()
    limits.cookies = 2
    var request = RequestParts(limits: limits)
    Array("a=1".utf8).withUnsafeBytes { request.parseCookies($0) }
    Array("b=2".utf8).withUnsafeBytes { request.parseCookies($0) }
    #expect(request.texts(request.cookies) == ["a=1", "b=2"] && !request.areCookiesCut)
    Array("c".utf8).withUnsafeBytes { request.parseCookies($0) }
    #expect(request.cookies.count == 2 && request.areCookiesCut)
  }
}
