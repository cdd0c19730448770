import RampartBrowser
import RampartCore
import Testing

@Suite struct XPermittedCrossDomainPoliciesTests {
  private let words = "`none`, `master-only`, `by-content-type`, `all`"

  @Test func `The recommended value`() throws {
    #expect(try TestDocument.value("X-Permitted-Cross-Domain-Policies", .object([])) == "none")
    #expect(
      try TestDocument.value("X-Permitted-Cross-Domain-Policies", ["xPermittedCrossDomainPolicies": .object([])])
        == "none")
  }

  @Test(arguments: ["none", "master-only", "by-content-type", "all"])
  func `Each word is a short form and an option`(_ word: String) throws {
    #expect(
      try TestDocument.value("X-Permitted-Cross-Domain-Policies", ["xPermittedCrossDomainPolicies": .string(word)])
        == word)
    #expect(
      try TestDocument.value(
        "X-Permitted-Cross-Domain-Policies", ["xPermittedCrossDomainPolicies": ["permittedPolicies": .string(word)]])
        == word)
  }

  @Test func `Another word is a problem`() {
    #expect(
      TestDocument.problems(["xPermittedCrossDomainPolicies": "master-onyl"]) == [
        "2:1: `master-onyl` is not one of \(words), `off`, `remove`, did you mean `master-only`?"
      ])
    #expect(
      TestDocument.problems(["xPermittedCrossDomainPolicies": ["permittedPolicies": "master-onyl"]]) == [
        "3:1: `master-onyl` is not one of \(words), did you mean `master-only`?"
      ])
  }

  @Test func `A list is a problem`() {
    #expect(
      TestDocument.problems(["xPermittedCrossDomainPolicies": ["none"]]) == [
        "2:1: expected \(words), `off`, `remove` or a mapping of options, found a list"
      ])
  }

  @Test func `The Swift names are the header's words`() {
    let context = ResponseContext(isSecure: true)
    #expect(XPermittedCrossDomainPolicies.nothing.value(in: context) == "none")
    #expect(XPermittedCrossDomainPolicies.masterOnly.value(in: context) == "master-only")
    #expect(XPermittedCrossDomainPolicies.byContentType.value(in: context) == "by-content-type")
    #expect(XPermittedCrossDomainPolicies.all.value(in: context) == "all")
  }
}
