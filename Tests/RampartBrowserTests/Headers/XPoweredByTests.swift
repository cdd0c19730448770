import HTTPTypes
import RampartBrowser
import RampartCore
import Testing

@Suite struct XPoweredByTests {
  private func answer(_ headers: SecurityHeaders, _ sent: [String]) throws -> [String] {
    let name = try #require(HTTPField.Name("x-Powered-BY"))
    var fields = HTTPFields(sent.map { HTTPField(name: name, value: $0) })
    headers.apply(to: &fields, in: ResponseContext(isSecure: true))
    return fields.values("x-powered-by")
  }

  @Test(arguments: [[], ["Express"], ["Express", "PHP/8"]])
  func `It is removed or kept`(_ sent: [String]) throws {
    #expect(try answer(SecurityHeaders(), sent) == [])
    #expect(try answer(TestDocument.headers(["xPoweredBy": "remove"]), sent) == [])
    #expect(try answer(TestDocument.headers(["xPoweredBy": "keep"]), sent) == sent)
    #expect(try answer(TestDocument.headers(["xPoweredBy": "off"]), sent) == sent)
  }

  @Test func `Setting another text is a problem`() {
    #expect(
      TestDocument.problems(["xPoweredBy": "PHP 4.2.0"]) == [
        "2:1: `PHP 4.2.0` is not one of `remove`, `keep`, `off`"
      ])
  }
}
