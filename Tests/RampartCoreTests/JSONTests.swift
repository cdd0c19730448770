import RampartCore
import Testing

@Suite("JSON text")
struct JSONTests {
  private static func string(_ bytes: [UInt8]) -> String {
    var writer = JSONWriter()
    bytes.withUnsafeBytes { writer.string(utf8: $0) }
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  @Test("escapes whatever could end a string or a line")
  func escapes() {
    #expect(Self.string(Array("a\"b\\c".utf8)) == #""a\"b\\c""#)
    #expect(Self.string([0x0A, 0x0D, 0x09, 0x00, 0x1B, 0x7F]) == #""\n\r\t\u0000\u001b\u007f""#)
    #expect(Self.string(Array("\u{85}\u{9B}\u{2028}\u{2029}".utf8)) == #""\u0085\u009b\u2028\u2029""#)
    #expect(Self.string([0x61, 0xFF, 0x62]) == "\"a\u{FFFD}b\"")
    #expect(Self.string(Array("é€😀".utf8)) == "\"é€😀\"")
  }

  @Test("is written with its members in order, on one line or indented")
  func layout() {
    let value: JSONValue = ["b": [1, true, .null], "a": [:], "c": .number(1.5), "d": []]
    #expect(value.serialized() == #"{"b":[1,true,null],"a":{},"c":1.5,"d":[]}"#)
    #expect(value.serialized(indented: true).hasPrefix("{\n  \"b\": [\n    1,\n    true,"))
    #expect(value["a"] == [:])
    #expect(value["x"] == nil)
  }
}

@Suite("A secret")
struct RedactedTests {
  @Test("appears in no text of itself")
  func hidden() {
    let secret = Redacted("hunter2")
    var dumped = ""
    dump(secret, to: &dumped)
    let texts = [
      "\(secret)", String(describing: secret), String(reflecting: secret), "\([secret])", "\(Optional(secret) as Any)",
      dumped,
    ]
    for text in texts { #expect(!text.contains("hunter2"), "\(text)") }
    #expect(secret.revealed() == "hunter2")
  }
}

@Suite("A suggestion")
struct SuggestionTests {
  @Test("is the nearest word, if any is near")
  func nearest() {
    let words = ["origins", "upstreams", "routes", "version"]
    #expect(Suggestion.hint(for: "orgins", among: words) == "did you mean `origins`?")
    #expect(Suggestion.hint(for: "rotues", among: words) == "did you mean `routes`?")
    #expect(Suggestion.hint(for: "Version", among: words) == "did you mean `version`?")
    #expect(Suggestion.hint(for: "x", among: words) == nil)
    #expect(Suggestion.hint(for: "", among: words) == nil)
    #expect(Suggestion.hint(for: "anything", among: []) == nil)
  }
}
