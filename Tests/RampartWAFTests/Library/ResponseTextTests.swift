import Testing

@testable import RampartWAF

@Suite struct `Answers that rules can read` {
  @Test(
    arguments: [
      (nil, nil), ("text/html; charset=utf-8", nil), ("application/problem+json", nil), ("application/xhtml+xml", nil),
      ("application/ecmascript", nil), ("", nil), ("nonsense", nil), ("application/octet-stream, text/html", nil),
      ("text/html", "identity"), ("text/html", ""), ("text/html", "none"), ("text/html", "utf-8"),
      ("text/html", "identity, identity"), ("text/event-stream, text/html", nil),
    ] as [(String?, String?)])
  func `are text, whatever else is said about them`(_ type: String?, _ encoding: String?) {
    #expect(ResponseText.isIn(type: type, encoding: encoding))
  }

  @Test(
    arguments: [
      ("image/png", nil), ("application/octet-stream", nil), ("text/event-stream", nil), ("application/x-ndjson", nil),
      ("application/grpc", nil), ("text/html", "gzip"), ("text/html", "identity, br"), ("text/html", "GZIP"),
      ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", nil),
    ] as [(String?, String?)])
  func `are not compressed, no stream and no binary data`(_ type: String?, _ encoding: String?) {
    #expect(!ResponseText.isIn(type: type, encoding: encoding))
  }
}
