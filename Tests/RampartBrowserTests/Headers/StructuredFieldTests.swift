import Testing

@testable import RampartBrowser

@Suite struct StructuredFieldTests {
  @Test func `Members are separated by a comma and a space, items by a space`() {
    let value = StructuredField.serialize(dictionary: [
      ("a", .innerList([])), ("b", .innerList([.token("x"), .string("y z")])), ("*c", .token("*")),
    ])
    #expect(value == #"a=(), b=(x "y z"), *c=*"#)
    #expect(StructuredField.serialize(dictionary: []) == "")
  }

  @Test func `Quotes and backslashes in a string are escaped`() {
    #expect(StructuredField.string(#"a"b\c"#).serialized == #""a\"b\\c""#)
    #expect(StructuredField.string("").serialized == #""""#)
  }

  @Test(arguments: [
    ("a", true), ("*", true), ("a1_-.*", true), ("", false), ("A", false), ("aB", false), ("1", false), ("-a", false),
    ("a b", false), ("a=", false), ("é", false),
  ])
  func `Keys follow RFC 9651, section 3_1_2`(_ text: String, _ isKey: Bool) {
    #expect(StructuredField.isKey(text) == isKey)
  }

  @Test(arguments: [
    ("self", true), ("*", true), ("A:/!#$%&'*+-.^_`|~9", true), ("", false), ("9a", false), ("a b", false),
    ("a\"", false), ("a(", false), ("é", false), ("@", false), ("[", false),
  ])
  func `Tokens follow RFC 9651, section 3_3_4`(_ text: String, _ isToken: Bool) {
    #expect(StructuredField.isToken(text) == isToken)
  }

  @Test func `Strings are printable ASCII`() {
    #expect(StructuredField.isString(" ~"))
    #expect(!StructuredField.isString("\n"))
    #expect(!StructuredField.isString("\u{7F}"))
    #expect(!StructuredField.isString("é"))
  }
}
