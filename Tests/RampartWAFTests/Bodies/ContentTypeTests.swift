import RampartWAF
import Testing

@Suite("Which parser a body gets") struct ContentTypeTests {
  @Test(
    "The type is compared without regard to case and parameters",
    arguments: [
      ("application/x-www-form-urlencoded", BodyProcessor.urlEncoded),
      ("Application/X-WWW-Form-UrlEncoded; charset=utf-8", .urlEncoded),
      ("multipart/form-data; boundary=b", .multipart),
      ("MULTIPART/FORM-DATA", .multipart), ("multipart/form-datax", .multipart), ("multipart/mixed", nil),
      ("application/json", nil), ("text/xml", nil), ("", nil), (" multipart/form-data", nil),
    ])
  func processor(type: String, processor: BodyProcessor?) {
    #expect(Array(type.utf8).withUnsafeBytes { BodyProcessor(contentType: $0) } == processor)
  }
}
