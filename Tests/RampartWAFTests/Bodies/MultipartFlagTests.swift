import RampartWAF
import Testing

@Suite("The flags of multipart bodies") struct MultipartFlagTests {
  static let good = "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--b--\r\n"

  static let bodies: [(String, MultipartFlags)] = [
    (good, []), ("--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--b--", []),
    ("x\r\n" + good, .dataBefore), (good + "x", .dataAfter), (good + "\r\n", .dataAfter),
    (good.replacing("\r\n\r\n", with: "\r\nX: 1\r\n folded\r\n\r\n"), .headerFolding),
    (good.replacing("\r\n\r\n", with: "\r\nX: 1\r\n\u{B}y\r\n\r\n"), [.headerFolding, .invalidHeaderFolding]),
    (good.replacing("\r\n\r\n", with: "\r\nX: 1\r\n \u{C}y\r\n\r\n"), [.headerFolding, .invalidHeaderFolding]),
    (good.replacing("\r\n", with: "\n"), .lfLine), (good.replacing("x\r\n", with: "x\n"), [.lfLine, .crlfLFLines]),
    (good.replacing("--b\r\nC", with: "--b\nC"), [.lfLine, .crlfLFLines]),
    (good.replacing("\"", with: "'"), .invalidQuoting), (good.replacing("\"a\"", with: "a'b"), .invalidQuoting),
    (good.replacing("\"a\"", with: "\"a'b\""), []), (good.replacing("x\r\n", with: ""), .invalidPart),
    (good.replacing("x\r\n--b--\r\n", with: "--b--"), .invalidPart),
  ]

  @Test("Each oddity sets its flag and the strict one, and none is set without", arguments: bodies)
  func flags(body: String, flags: MultipartFlags) {
    let all: MultipartFlags = [
      .dataBefore, .dataAfter, .headerFolding, .invalidHeaderFolding, .lfLine, .crlfLFLines, .invalidQuoting,
      .invalidPart,
      .boundaryQuoted, .boundaryWhitespace, .missingSemicolon, .fileLimitExceeded,
    ]
    let request = BodyCase(.multipart, body).parsed()
    #expect(request.body.flags.intersection(all) == flags)
    // A part that folds a header it does not know is refused as a whole.
    if request.body.error == nil { #expect(request.body.flags.contains(.strictError) == !flags.isEmpty) }
  }

  static let types: [(String, MultipartFlags, String)] = [
    ("multipart/form-data; boundary=b", [], ""), ("Multipart/Form-Data;boundary=b", [], ""),
    ("multipart/form-data; boundary=\"b\"", [.boundaryQuoted, .strictError], ""),
    ("multipart/form-data; boundary =b", [.boundaryWhitespace, .strictError], ""),
    ("multipart/form-data; boundary= b", [.boundaryWhitespace, .strictError], "No boundaries found in payload."),
    ("multipart/form-data boundary=b", [.missingSemicolon, .strictError], ""),
    ("multipart/form-data; boundary=b;charset=utf-8", [], ""),
    ("multipart/form-data; boundary=b;boundary=c", .strictError, "Multiple boundary parameters in C-T."),
    ("multipart/form-data; boundary=b\"", .strictError, "(quote)."),
    ("multipart/form-data; boundary=\"b", .strictError, "(quote)."),
    ("multipart/form-data; boundary=b@", .strictError, "(characters)."),
    ("multipart/form-data; boundary=b ", .strictError, "(characters)."),
    ("multipart/form-data; boundaryx=b", .strictError, "(parameter name)."),
    ("multipart/form-data; boundary", .strictError, "(malformed)."),
    ("multipart/form-data; charset=a; boundary=b", .strictError, "(malformed)."),
    ("multipart/form-data;; boundary=b", .strictError, "(malformed)."),
    ("multipart/form-data; Boundary=b", .strictError, "(case sensitivity)."),
    ("multipart/form-data", .strictError, "Boundary not found in C-T."),
    ("multipart/form-data; boundary=", .strictError, "(empty)."),
    ("multipart/form-data; boundary=\"\"", .strictError, "(empty)."),
    ("multipart/mixed; boundary=b", .strictError, "Invalid MIME type."),
    ("", .strictError, "Content-Type header not available."),
    ("multipart/form-data; boundary=" + String(repeating: "b", count: 1024), .strictError, "(length)."),
  ]

  @Test("The content type is read as ModSecurity does it", arguments: types)
  func contentType(type: String, flags: MultipartFlags, message: String) {
    let visible: MultipartFlags = [.boundaryQuoted, .boundaryWhitespace, .missingSemicolon, .strictError]
    let request = BodyCase(.multipart, Self.good, contentType: type).parsed()
    #expect(request.body.flags.intersection(visible) == flags)
    #expect(request.message.hasSuffix(message) && request.message.isEmpty == message.isEmpty, "\(request.message)")
    #expect((request.body.error == nil) == message.isEmpty)
    #expect(request.arguments == (message.isEmpty ? ["a=x"] : []))
  }

  @Test(
    "A line that resembles a boundary is reported",
    arguments: [
      ("x--by", 2), ("--x", 2), ("--x\r\n--b--\r\n", 1), ("x --b", 2), ("", 2),
    ])
  func unmatched(content: String, value: Int) {
    // The last boundary sets the value anew, as long as its line has an end.
    let text = Self.good.replacing("x\r\n--b--\r\n", with: "x\r\n" + content + "\r\n--b--")
    let request = BodyCase(
      .multipart,
      value == 2 ? text + "\r\n" : "--b\r\n" + "Content-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--x\r\n--b--"
    ).parsed()
    #expect(request.body.unmatchedBoundary == value)
  }

  @Test(
    "A boundary in quotes or behind white space ends the body with an error",
    arguments: [("b", "-- b\r\n"), ("\"b\"", "--\"b\"\r\n"), ("b", "--bx\r\n"), ("b", "--b--x\r\n")])
  func brokenBoundary(boundary: String, line: String) {
    let text = Self.good.replacing("x\r\n--b--", with: "x\r\n" + line + "--b--")
    let request = BodyCase(.multipart, text, contentType: "multipart/form-data; boundary=" + boundary).parsed()
    #expect(request.body.error == .malformed && request.body.flags.contains(.strictError))
    #expect(request.body.arguments.isEmpty)
  }

  @Test("A header line of 4096 bytes is too long, and so is a folded header of more")
  func longHeaders() {
    let line = "X: " + String(repeating: "v", count: 4091)
    let just = Self.good.replacing("\r\n\r\n", with: "\r\n" + line.dropLast() + "\r\n\r\n")
    #expect(BodyCase(.multipart, just).parsed().body.error == nil)
    let long = Self.good.replacing("\r\n\r\n", with: "\r\n" + line + "\r\n\r\n")
    #expect(BodyCase(.multipart, long).parsed().body.error == .malformed)
    let folded = Self.good.replacing("\r\n\r\n", with: "\r\n" + line.dropLast() + "\r\n vvvvvvvvvv\r\n\r\n")
    #expect(BodyCase(.multipart, folded).parsed().message.hasSuffix("Part header too long."))
  }
}
