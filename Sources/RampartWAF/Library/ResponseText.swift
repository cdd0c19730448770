import HTTPTypes
import RampartCore

/// Which answers hold text that rules can read.
package enum ResponseText {
  static func isIn(_ head: HTTPResponse) -> Bool {
    isIn(type: head.headerFields[.contentType], encoding: head.headerFields[.contentEncoding])
  }

  /// Text, JSON, XML and scripts that are not compressed. A stream of events or of records has no end to wait for.
  ///
  /// - Parameters:
  ///   - type: the value of `Content-Type`, if there is one; of several, separated by commas, each counts, because clients do not
  ///     agree on which one holds.
  ///   - encoding: that of `Content-Encoding`. An unknown name does not make text unreadable.
  package static func isIn(type: String?, encoding: String?) -> Bool {
    if let encoding, members(of: encoding).contains(where: compressions.contains) { return false }
    guard let type else { return true }
    let kinds = members(of: type).map { String(Substring($0).parts(at: ";")[0].trimmingBlanks()) }
      .filter { $0.utf8.contains(ASCII.slash) }
    if kinds.isEmpty { return true }
    return !kinds.allSatisfy(streams.contains)
      && kinds.contains { kind in kind.hasPrefix("text/") || formats.contains { kind.hasSuffix($0) } }
  }

  private static func members(of list: String) -> [String] {
    list.lowercased().listMembers.map(String.init)
  }

  private static let compressions: Set<String> = [
    "gzip", "x-gzip", "deflate", "br", "zstd", "compress", "x-compress", "dcb", "dcz",
  ]
  private static let streams: Set<String> = [
    "text/event-stream", "application/x-ndjson", "application/ndjson", "application/jsonl", "application/json-seq",
    "application/stream+json",
  ]
  /// How names of other types of text end.
  private static let formats = ["json", "xml", "javascript", "ecmascript", "urlencoded", "graphql", "yaml", "sql"]
}
