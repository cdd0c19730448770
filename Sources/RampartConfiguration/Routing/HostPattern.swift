import RampartCore

/// `example.org`, or `*.example.org` for every name below it (not itself).
package struct HostPattern: Sendable, Hashable, CustomStringConvertible {
  package let isWildcard: Bool
  /// Lower case, without the `*`; a wildcard's begins with a dot.
  private let name: [UInt8]
  /// Of an address in brackets, which has several spellings.
  private let address: IPAddress?

  package init?(_ text: String) {
    let lowercased = text.lowercased()
    isWildcard = lowercased.hasPrefix("*.")
    name = Array(isWildcard ? lowercased.dropFirst().utf8 : lowercased[...].utf8)
    let labels = (isWildcard ? lowercased.dropFirst(2) : lowercased[...])
    address = Self.address(in: labels)
    guard address != nil && !isWildcard || Self.isDomain(labels) else { return nil }
  }

  private static func address(in text: Substring) -> IPAddress? {
    text.hasPrefix("[") && text.hasSuffix("]") ? IPAddress(text.dropFirst().dropLast()) : nil
  }

  /// - Parameter host: lower case, without port or trailing dot.
  package func matches(_ host: UnsafeRawBufferPointer) -> Bool {
    if let address {
      host.first == UInt8(ascii: "[") && Self.address(in: String(decoding: host, as: UTF8.self)[...]) == address
    } else if isWildcard {
      host.count > name.count && host.suffix(name.count).elementsEqual(name)
    } else {
      host.elementsEqual(name)
    }
  }

  package var description: String { (isWildcard ? "*" : "") + String(decoding: name, as: UTF8.self) }

  private static func isDomain(_ text: Substring) -> Bool {
    let labels = text.split(separator: ".", omittingEmptySubsequences: false)
    return text.utf8.count <= 253
      && labels.allSatisfy { label in
        (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
          && label.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D || byte == 0x5F
          }
      }
  }

  static let declaration = Declaration<String>.text(
    pattern: #"^(\*\.)?[A-Za-z0-9_\[:.-]+\]?$"#, called: "a host name", example: "*.example.org",
    parse: { HostPattern($0) },
    render: { $0.description })
}
