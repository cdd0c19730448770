import RampartCore

/// Where something is downloaded from: https, or http from this machine itself.
package struct ReleaseAddress: Sendable, Hashable, CustomStringConvertible {
  package let description: String
  package let isLoopback: Bool
  /// The last part of the path.
  package let fileName: String

  /// - Throws: for another scheme, a user in the address, and what is no URL.
  package init(_ text: String) throws(ReleaseError) {
    guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }) else {
      throw ReleaseError("\(Excerpt.of(text)) is not a URL")
    }
    guard let separator = text.firstRange(of: "://") else { throw ReleaseError("\(Excerpt.of(text)) is not a URL") }
    let scheme = text[..<separator.lowerBound].lowercased()
    let authority = text[separator.upperBound...].prefix { !"/?#".contains($0) }
    let path = text[separator.upperBound...].dropFirst(authority.count).prefix { !"?#".contains($0) }
    // What is before an `@` is not the host, though it may look like one.
    guard !authority.isEmpty, !authority.contains("@") else {
      throw ReleaseError("\(Excerpt.of(text)) has no host, or a user before it")
    }
    let host = authority.hasPrefix("[") ? authority.prefix { $0 != "]" }.dropFirst() : authority.prefix { $0 != ":" }
    isLoopback = ["localhost", "127.0.0.1", "::1"].contains(host.lowercased())
    guard scheme == "https" || scheme == "http" && isLoopback else {
      throw ReleaseError("\(Excerpt.of(text)) is not an https URL; http is for this machine alone")
    }
    description = text
    fileName = path.split(separator: "/").last.map(String.init) ?? ""
  }
}
