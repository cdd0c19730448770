/// SHA-256 digests as `sha256sum` writes them: one alone, or lines of a digest and a file's name.
package enum ChecksumList {
  /// The bytes of a digest in 64 hexadecimal digits, of either case; nil for anything else.
  package static func digest(hex: some StringProtocol) -> [UInt8]? {
    let digits = hex.utf8.compactMap { byte -> UInt8? in
      switch byte {
      case 0x30...0x39: byte - 0x30
      case 0x41...0x46: byte - 0x41 + 10
      case 0x61...0x66: byte - 0x61 + 10
      default: nil
      }
    }
    guard digits.count == 64, hex.utf8.count == 64 else { return nil }
    return stride(from: 0, to: 64, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }

  /// The digest of the file of this name.
  ///
  /// - Throws: where the list does not have exactly one for it.
  package static func digest(of name: String, in text: String) throws(ReleaseError) -> [UInt8] {
    let lines = text.split(whereSeparator: \.isNewline)
    if lines.count == 1, let digest = digest(hex: lines[0].trimmingBlanks) { return digest }
    var found: Set<[UInt8]> = []
    for line in lines {
      let hex = line.prefix { $0 != " " && $0 != "\t" }
      // A star says that the file was read as bytes.
      let file = line.dropFirst(hex.count).drop { $0 == " " || $0 == "\t" || $0 == "*" }
      if file.trimmingBlanks.split(separator: "/").last.map({ $0 == name }) == true, let digest = digest(hex: hex) {
        found.insert(digest)
      }
    }
    guard let digest = found.first, found.count == 1 else {
      throw ReleaseError("the checksums have \(found.isEmpty ? "none" : "several") for `\(name)`")
    }
    return digest
  }
}

extension Substring {
  fileprivate var trimmingBlanks: Substring {
    var text = self
    while let last = text.last, last == " " || last == "\t" || last == "\r" { text.removeLast() }
    return text.drop { $0 == " " || $0 == "\t" }
  }
}
