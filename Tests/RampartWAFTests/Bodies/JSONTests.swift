import RampartWAF
import Testing

@Suite("JSON bodies") struct JSONTests {
  @Test(
    "A document is flattened as ModSecurity does it",
    arguments: [
      (#"{"a":1}"#, ["json.a=1"]), (#"{"a":{"b":{"c":"d"}}}"#, ["json.a.b.c=d"]), ("12", ["json=12"]),
      (#""x""#, ["json=x"]),
      ("[1,2]", ["json.array_0=1", "json.array_1=2"]),
      ("[[1],[2,3]]", ["json.array_0.array_0=1", "json.array_1.array_0=2", "json.array_1.array_1=3"]),
      (#"{"b":[1,{"c":null},[2]]}"#, ["json.b.array_0=1", "json.b.array_1.c=", "json.b.array_2.array_0=2"]),
      (#"[{"a":1},{"a":2}]"#, ["json.array_0.a=1", "json.array_1.a=2"]), (#"{"":1}"#, ["json.empty-key=1"]),
      (#"{"":{"a":1}}"#, ["json.empty-key.a=1"]),
      (#"{"a":true,"b":false,"c":null}"#, ["json.a=true", "json.b=false", "json.c="]),
      (#"{"a":{},"b":[],"c":[{}]}"#, []), (#"{"a":1,"a":2}"#, ["json.a=1", "json.a=2"]),
      (#"{"a.b":[0]}"#, ["json.a.b.array_0=0"]),
      (#"{"a":-0.5e+10}"#, ["json.a=-0.5e+10"]), (" \u{B}\u{C}[ ]\n", []), (#"{"a":[],"b":1}"#, ["json.b=1"]),
      (#"[[],{},1]"#, ["json.array_2=1"]),
    ])
  func flattened(text: String, arguments: [String]) {
    let request = BodyCase(.json, text).parsed()
    #expect(request.arguments == arguments)
    #expect(request.body.error == nil, "\(request.message)")
    #expect(request.body.argumentsSize == request.body.arguments.reduce(0) { $0 + Int($1.name.count + $1.value.count) })
  }

  @Test(
    "Strings lose their escapes, in names too",
    arguments: [
      (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""A\u00e9\u20ac""#, "Aé€"), (#""\ud83d\ude00""#, "😀"),
      (#""\u0000x""#, "\0x"),
      (#""\ud800x""#, "?x"), (#""\ud800""#, "?"), (#""\ud800\n""#, "?\n"),
      (#""eight bytes and \u0041 more""#, "eight bytes and A more"),
      (#""é and enough to go on with""#, "é and enough to go on with"),
    ])
  func strings(text: String, value: String) {
    #expect(BodyCase(.json, text).parsed().arguments == ["json=\(value)"])
    #expect(BodyCase(.json, "{\(text):1}").parsed().arguments == ["json.\(value)=1"])
  }

  @Test("A second surrogate alone is written as it is")
  func surrogate() {
    let request = BodyCase(.json, #""\udc00""#).parsed()
    #expect(request.body.arguments.map { request.arena.bytes($0.value) } == [[0xED, 0xB0, 0x80]])
  }

  static let errors: [(String, String)] = [
    ("[1", "parse error: premature EOF\n"), ("{", "parse error: premature EOF\n"),
    (" ", "parse error: premature EOF\n"),
    ("\"a", "parse error: premature EOF\n"), ("{\"a\":1", "parse error: premature EOF\n"),
    ("{\"a\"", "parse error: premature EOF\n"),
    ("1 2", "parse error: trailing garbage\n"), ("{}x", "parse error: trailing garbage\n"),
    ("{}\"", "parse error: trailing garbage\n"),
    ("]", "parse error: unallowed token at this point in JSON text\n"),
    ("[1,]", "parse error: unallowed token at this point in JSON text\n"),
    ("{1:2}", "parse error: invalid object key (must be a string)\n"),
    ("{\"a\":1,}", "parse error: invalid object key (must be a string)\n"),
    ("{\"a\" 1}", "parse error: object key and value must be separated by a colon (':')\n"),
    ("{\"a\":1 \"b\"}", "parse error: after key and value, inside map, I expect ',' or '}'\n"),
    ("[1 2]", "parse error: after array element, I expect ',' or ']'\n"),
    ("[01]", "parse error: after array element, I expect ',' or ']'\n"),
    ("'a'", "lexical error: invalid char in json text.\n"),
    ("\u{FEFF}1", "lexical error: invalid char in json text.\n"),
    ("tru", "lexical error: invalid string in json text.\n"), ("nulL", "lexical error: invalid string in json text.\n"),
    ("/* */", "lexical error: probable comment found in input text, comments are not enabled.\n"),
    ("-", "lexical error: malformed number, a digit is required after the minus sign.\n"),
    ("1.", "lexical error: malformed number, a digit is required after the decimal point.\n"),
    ("1e+", "lexical error: malformed number, a digit is required after the exponent.\n"),
    ("\"\n\"", "lexical error: invalid character inside string.\n"),
    ("\"\\x\"", "lexical error: inside a string, '\\' occurs before a character which it may not.\n"),
    ("\"\\", "lexical error: inside a string, '\\' occurs before a character which it may not.\n"),
    ("\"\\u12g4\"", "lexical error: invalid (non-hex) character occurs after '\\u' inside string.\n"),
    ("\"\\u12", "lexical error: invalid (non-hex) character occurs after '\\u' inside string.\n"),
  ]

  @Test("What is no JSON is an error in the words of ModSecurity", arguments: errors)
  func malformed(text: String, message: String) {
    let request = BodyCase(.json, text).parsed()
    #expect(request.body.error == .malformed)
    #expect(request.message == "JSON parsing error: " + message)
  }

  @Test(
    "Strings must be UTF-8 in form",
    arguments: [[0xFF], [0xC3], [0xC3, 0x28], [0xE2, 0x82], [0xF8, 0x80, 0x80, 0x80], [0x80]] as [[UInt8]])
  func invalidUTF8(bytes: [UInt8]) {
    let request = BodyCase(.json, [0x22] + bytes + [0x22]).parsed()
    #expect(request.message.hasSuffix("invalid bytes in UTF8 string.\n"))
  }

  @Test("What was read before an error stays, and an empty body is none")
  func partial() {
    let request = BodyCase(.json, #"{"a":"x","b":[1,}"#).parsed()
    #expect(request.arguments == ["json.a=x", "json.b.array_0=1"] && request.body.error == .malformed)
    #expect(BodyCase(.json, "").parsed().body.error == nil)
  }

  @Test("Depth, arguments and bytes have limits")
  func limits() {
    var limits = BodyLimits()
    limits.jsonDepth = 2
    #expect(BodyCase(.json, "[[1]]").parsed(limits: limits).body.error == nil)
    let deep = BodyCase(.json, "[[[1]]]").parsed(limits: limits)
    #expect(deep.body.error == .tooDeep && deep.message.hasSuffix("Parsing depth limit exceeded"))
    limits.arguments = 2
    #expect(BodyCase(.json, "[1,2]").parsed(limits: limits).body.error == nil)
    #expect(BodyCase(.json, "[1,2,3]").parsed(limits: limits).body.error == .tooManyArguments)
    limits = BodyLimits()
    limits.decodedBytes = 13
    #expect(BodyCase(.json, "[1]").parsed(limits: limits).body.error == nil)
    #expect(BodyCase(.json, "[12]").parsed(limits: limits).body.error == .tooManyBytes)
  }
}
