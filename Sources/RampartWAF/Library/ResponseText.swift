import HTTPTypes

/// Which answers hold text that rules can read.
enum ResponseText {
  /// Text, JSON, XML and scripts that are not compressed. A stream of events has no end to wait for.
  static func isIn(_ head: HTTPResponse) -> Bool {
    let encodings = head.headerFields[values: .contentEncoding]
    guard encodings.allSatisfy({ $0.lowercased() == "identity" }) else { return false }
    guard let field = head.headerFields[.contentType] else { return true }
    let type = field.prefix { $0 != ";" }.filter { $0 != " " && $0 != "\t" }.lowercased()
    if type == "text/event-stream" { return false }
    return type.hasPrefix("text/") || structured.contains { type.hasSuffix($0) }
  }

  private static let structured = ["/json", "+json", "/xml", "+xml", "/javascript", "/x-javascript"]
}
