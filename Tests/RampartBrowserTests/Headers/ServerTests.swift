import HTTPTypes
import RampartBrowser
import RampartCore
import Testing

@Suite struct ServerTests {
  private func answer(_ headers: SecurityHeaders, _ sent: [String]) -> [String] {
    var fields = HTTPFields(sent.map { HTTPField(name: .server, value: $0) })
    headers.apply(to: &fields, in: ResponseContext(isSecure: true))
    return fields.values("server")
  }

  @Test(arguments: [[], ["nginx"], ["nginx", "nginx"]])
  func `It is removed, kept or replaced by another text`(_ sent: [String]) throws {
    #expect(answer(SecurityHeaders(), sent) == [])
    #expect(answer(try TestDocument.headers(["server": "remove"]), sent) == [])
    #expect(answer(try TestDocument.headers(["server": "keep"]), sent) == sent)
    #expect(answer(try TestDocument.headers(["server": "off"]), sent) == sent)
    #expect(answer(try TestDocument.headers(["server": "a web server"]), sent) == ["a web server"])
  }

  @Test(arguments: [" x", "x ", "a\nb", "é"])
  func `A text that the field cannot carry is a problem`(_ text: String) {
    #expect(
      TestDocument.problems(["server": .string(text)]) == [
        "2:1: a server's name is printable ASCII without a space at its ends"
      ])
    #expect(throws: InvalidOption.self) { try Server(text) }
  }
}
