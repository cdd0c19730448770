public import RampartCore

/// Where a browser sends its reports: an `https:` address, `http:` on this machine, or a path on this server.
///
/// Source: W3C Reporting API, section 3.3: other endpoints are ignored.
public struct ReportAddress: Sendable, Hashable {
  public let text: String

  /// - Throws: where `text` is none of these, or has characters that an address must escape.
  public init(_ text: String) throws(InvalidOption) {
    let isPlain = text.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"\"\\,;<>^`{|}".utf8.contains($0) }
    guard isPlain, Self.isPath(text) || Self.isTrustworthy(text) else {
      throw InvalidOption(
        "header.invalidReportAddress", "`\(text)` is not an address for reports",
        hint: "write an `https://` address or a path such as `/reports`")
    }
    self.text = text
  }

  package static var declaration: Declaration<ReportAddress> {
    Declaration<String>.text.checked(ReportAddress.init(_:), back: { $0.text })
  }

  private static func isPath(_ text: String) -> Bool {
    // Two slashes would name another host.
    text.hasPrefix("/") && !text.hasPrefix("//")
  }

  private static func isTrustworthy(_ text: String) -> Bool {
    let text = text.lowercased()
    if text.hasPrefix("https://") { return text.dropFirst(8).first.map { !"/?#:".contains($0) } ?? false }
    guard text.hasPrefix("http://") else { return false }
    let host = text.dropFirst(7).prefix { !"/?#:".contains($0) }
    return host == "localhost" || host == "127.0.0.1"
  }
}
