import HTTPTypes

/// Which answers hold text that rules can read.
package enum ResponseText {
  static func isIn(_ head: HTTPResponse) -> Bool {
    isIn(type: head.headerFields[.contentType], encoding: head.headerFields[.contentEncoding])
  }

  /// Text, JSON, XML and scripts that are not compressed. A stream of events has no end to wait for.
  ///
  /// - Parameters:
  ///   - type: the value of `Content-Type`, if there is one.
  ///   - encoding: that of `Content-Encoding`.
  package static func isIn(type: String?, encoding: String?) -> Bool {
    guard encoding.map({ $0.lowercased() == "identity" }) ?? true else { return false }
    guard let type else { return true }
    let kind = type.prefix { $0 != ";" }.filter { $0 != " " && $0 != "\t" }.lowercased()
    if kind == "text/event-stream" { return false }
    return kind.hasPrefix("text/") || structured.contains { kind.hasSuffix($0) }
  }

  private static let structured = ["/json", "+json", "/xml", "+xml", "/javascript", "/x-javascript"]
}
