import RampartWAF
import Testing

@Suite("Queries and urlencoded bodies") struct URLEncodedTests {
  struct Row: Sendable {
    var text: String
    var arguments: [String]
    var isInvalid = false

    init(_ text: String, _ arguments: [String], isInvalid: Bool = false) {
      self.text = text
      self.arguments = arguments
      self.isInvalid = isInvalid
    }
  }

  static let rows = [
    Row("", []), Row("a=1&b=2", ["a=1", "b=2"]), Row("a", ["a="]), Row("a=", ["a="]), Row("=a", ["=a"]),
    Row("=", ["="]),
    Row("a=b=c", ["a=b=c"]), Row("&&", ["=", "="]), Row("a&", ["a="]), Row("a&&b", ["a=", "=", "b="]),
    Row("a+b=c+d", ["a b=c d"]), Row("%41%3d=%26", ["A==&"]), Row("a=%00b", ["a=\0b"]), Row("a=%c3%A9", ["a=é"]),
    Row("a=%", ["a=%"], isInvalid: true), Row("a=%4", ["a=%4"], isInvalid: true),
    Row("a=%zz%41", ["a=%zzA"], isInvalid: true), Row("%zz=a&b=1", ["%zz=a", "b=1"], isInvalid: true),
    Row("a=%4&1=b", ["a=%4", "1=b"], isInvalid: true), Row("%4=1", ["%4=1"], isInvalid: true),
    Row("a=1;b=2", ["a=1;b=2"]), Row("a=%u0041", ["a=%u0041"], isInvalid: true),
    Row("a=%%41", ["a=%A"], isInvalid: true),
  ]

  @Test("A body is split and decoded as ModSecurity does it", arguments: rows)
  func body(row: Row) {
    let request = BodyCase(.urlEncoded, row.text).parsed()
    #expect(request.arguments == row.arguments)
    #expect(request.hasInvalidEscape == row.isInvalid)
    #expect(request.body.error == nil)
  }

  @Test("A query is read like a body", arguments: rows)
  func query(row: Row) {
    var request = RequestParts()
    Array(row.text.utf8).withUnsafeBytes { request.parseQuery($0) }
    #expect(request.texts(request.queryArguments) == row.arguments)
    #expect(request.hasInvalidEscape == row.isInvalid)
    #expect(request.body.arguments.isEmpty)
  }

  @Test("Another separator takes the place of the ampersand")
  func separator() {
    var request = RequestParts()
    Array("a=1;b&c=2;d".utf8).withUnsafeBytes { request.parseQuery($0, separator: UInt8(ascii: ";")) }
    #expect(request.texts(request.queryArguments) == ["a=1", "b&c=2", "d="])
    request.removeAll()
    Array("a=1=2".utf8).withUnsafeBytes { request.parseQuery($0, separator: UInt8(ascii: "=")) }
    #expect(request.texts(request.queryArguments) == ["a=", "1=", "2="])
    request.removeAll()
    Array("a%41=b".utf8).withUnsafeBytes { request.parseQuery($0, separator: UInt8(ascii: "4")) }
    #expect(request.texts(request.queryArguments) == ["a%=", "1=b"])
  }

  @Test("What goes beyond the limit of arguments is an error and not left out silently")
  func limit() {
    var limits = BodyLimits()
    limits.arguments = 3
    var question = BodyCase(.urlEncoded, "a=1&b=2&c=3")
    #expect(question.parsed(limits: limits).body.error == nil)
    question.query = Array("q=1".utf8)
    let request = question.parsed(limits: limits)
    #expect(request.body.error == .tooManyArguments)
    #expect(request.arguments == ["a=1", "b=2"])
    #expect(!request.isQueryCut)
    question.query = Array("1&2&3&4".utf8)
    #expect(question.parsed(limits: limits).isQueryCut)
  }

  @Test("The combined size counts decoded names and values")
  func size() {
    var question = BodyCase(.urlEncoded, "ab=%41%41&c=d")
    question.query = Array("q=123".utf8)
    let request = question.parsed()
    #expect(request.queryArgumentsSize == 4)
    #expect(request.body.argumentsSize == 6)
  }

  @Test("The next transaction sees nothing of the one before")
  func reuse() {
    var request = RequestParts()
    var first = BodyCase(.urlEncoded, "secret=%zz")
    first.cookies = [Array("a=1".utf8)]
    first.query = Array("q".utf8)
    first.parse(into: &request)
    request.removeAll()
    #expect(request.arena.count == 0)
    #expect(request.queryArguments.isEmpty && request.cookies.isEmpty && !request.hasInvalidEscape)
    BodyCase(.urlEncoded, "b").parse(into: &request)
    #expect(request.arguments == ["b="])
    request.removeAll()
    BodyCase(.multipart, "x").parse(into: &request)
    #expect(request.body.error == .malformed)
    request.removeAll()
    #expect(request.body.error == nil && request.body.flags.isEmpty && request.body.errorMessage.isEmpty)
  }
}
