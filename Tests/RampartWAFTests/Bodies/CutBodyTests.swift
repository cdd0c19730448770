import Testing

@testable import RampartWAF

/// Of a body that is cut the rules see what stands before the cut, as they would see it in a whole body.
@Suite("Bodies that are cut") struct CutBodyTests {
  private static let type = Array("multipart/form-data; boundary=b".utf8)

  private static func parsed(_ body: [UInt8], as processor: BodyProcessor) -> RequestParts {
    var body = body
    CutBody.complete(&body, as: processor)
    var request = RequestParts()
    body.withUnsafeBytes { bytes in
      type.withUnsafeBytes { request.parseBody(bytes, as: processor, contentType: $0, isCut: true) }
    }
    return request
  }

  private static func values(_ parts: RequestParts) -> [String] {
    let ranges =
      parts.body.arguments.map(\.value) + parts.body.xmlAttributes + (parts.body.xmlText.map { [$0] } ?? [])
    return ranges.map { String(decoding: parts.arena.bytes($0), as: UTF8.self) }
  }

  static let bodies: [(BodyProcessor, String)] = [
    (.urlEncoded, "a=1%2B%41&b=%7e+x"),
    (.json, #"{"a\u0041":[1.25e-10,true,null,"x\\\\\\\"\ud83d\ude00é€😀\n"],"b":{"c":[[false,{}]],"é":"\t"}}"#),
    (.json, "[12345678901234567890.12345678901234567890e+12345678901234567890]"),
    (.json, #""\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\""#),
    (
      .xml,
      "<?xml version='1.0'?><!DOCTYPE r SYSTEM 'x'><!-- a - b --><r a='1&amp;é' b=\"<![CDATA[\"><é x='&#233;'/>t&lt;é😀"
        .replacing("\"<![CDATA[\"", with: "\"y\"") + "<![CDATA[ ]] > ]]><?p i?><!--c--></r>"
    ),
    (
      .multipart,
      "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\none\r\n--b\r\nContent-Disposition: form-data; "
        + "name=\"f\"; filename=\"g\"\r\nContent-Type: text/plain\r\n\r\n-- PEM\r\n--x\r\ntwo\r\n--b--\r\n"
    ),
  ]

  @Test(arguments: bodies.indices) func `Wherever a body is cut, that is no error of its sender`(_ index: Int) {
    let (processor, text) = Self.bodies[index]
    let body = Array(text.utf8)
    // Before the first boundary there is nothing of a multipart body.
    let start = processor == .multipart ? 5 : 0
    for count in start..<body.count {
      let parts = Self.parsed(Array(body[..<count]), as: processor)
      #expect(parts.body.error == nil, "cut after \(count): \(String(decoding: body[..<count], as: UTF8.self))")
      #expect(!parts.hasInvalidEscape)
      #expect(parts.body.flags.isDisjoint(with: .strict))
    }
  }

  static let beginnings: [(BodyProcessor, String, String)] = [
    (.urlEncoded, "q=ATTACK&r=", "ATTACK"), (.urlEncoded, "q=ATTACK ", "ATTACK"),
    (.json, #"{"q":"ATTACK","r":""#, "ATTACK"), (.json, #"{"q":"ATTACK "#, "ATTACK"),
    (.json, #"{"q":["ATTACK\"\\"#, "ATTACK"), (.json, #""ATTACK "#, "ATTACK"),
    (.xml, "<a>ATTACK", "ATTACK"), (.xml, "<a><![CDATA[ATTACK", "ATTACK"), (.xml, "<a b='ATTACK ", "ATTACK"),
    (.xml, "<a b='ATTACK' c='", "ATTACK"), (.xml, "<a>ATTACK<!-- ", "ATTACK"),
    (.multipart, "--b\r\nContent-Disposition: form-data; name=\"q\"\r\n\r\nATTACK", "ATTACK"),
    (.multipart, "--b\r\nContent-Disposition: form-data; name=\"q\"\r\n\r\nATTACK\r\n", "ATTACK"),
    (
      .multipart,
      "--b\r\nContent-Disposition: form-data; name=\"q\"\r\n\r\nATTACK\r\n--b\r\nContent-Disposition: form-data; "
        + "name=\"f\"; filename=\"g\"\r\n\r\n", "ATTACK"
    ),
  ]

  @Test(arguments: beginnings.indices, ["x", " ", "\\", "é", "-", "\"x"])
  func `What stands before the cut is seen`(_ index: Int, _ filler: String) {
    let (processor, text, attack) = Self.beginnings[index]
    let parts = Self.parsed(Array((text + String(repeating: filler, count: 10_000)).utf8), as: processor)
    #expect(Self.values(parts).contains { $0.contains(attack) })
  }

  @Test func `A key or a part's header that the cut goes through is seen`() {
    let json = Self.parsed(Array(("{\"ATTACK" + String(repeating: "x", count: 1000)).utf8), as: .json)
    let names = json.body.arguments.map { String(decoding: json.arena.bytes($0.name), as: UTF8.self) }
    #expect(names.contains { $0.contains("ATTACK") })
    let head = "--b\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Type: ATTACK"
    let parts = Self.parsed(Array((head + String(repeating: "x", count: 1000)).utf8), as: .multipart)
    let lines = parts.body.partHeaders.map { String(decoding: parts.arena.bytes($0.value), as: UTF8.self) }
    #expect(lines.count == 2 && lines.contains { $0.contains("ATTACK") })
  }

  @Test(arguments: [
    (BodyProcessor.json, "{\"a\": x"), (.xml, "<a b=\"\u{1}"), (.xml, "<a b='&nope;"), (.xml, "<a b='<"),
    (.xml, "<a><![CDATA[\u{1}"), (.json, "{\"a\" 1"), (.json, "{\"a\":1}}"), (.xml, "<a><b></a>"),
    (.xml, "<a>&unknown;</a>"), (.xml, "<?xml version='1.0' encoding='none'?><a>"), (.multipart, "no boundary"),
  ])
  func `What is wrong before the cut stays wrong`(_ processor: BodyProcessor, _ text: String) {
    let parts = Self.parsed(Array((text + String(repeating: " ", count: 1000)).utf8), as: processor)
    #expect(parts.body.error == .malformed)
  }

  @Test(arguments: [0, 1, 2, 3]) func `UTF-16 is cut between characters`(_ missing: Int) {
    let text = "\u{FEFF}<a>ATTACK😀"
    let bytes = text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
    let parts = Self.parsed(Array(bytes.dropLast(missing)), as: .xml)
    #expect(parts.body.error == nil)
    #expect(Self.values(parts).contains { $0.hasPrefix("ATTACK") })
  }
}
