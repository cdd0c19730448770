/// The lines of a file of `@pmFromFile` or `@ipMatchFromFile`.
enum DataFileLines {
  /// Blanks at the ends of a phrase belong to it, as in ModSecurity 3; a line of nothing else is left out.
  static func phrases(_ bytes: [UInt8]) throws(SecLangFault) -> [String] {
    var phrases: [String] = []
    for line in bytes[...].split(separator: .lineFeed) {
      let line = line.last == .carriageReturn ? line.dropLast() : line
      let start = line.trimmedAtStart
      if start.isEmpty || start.first == .hash { continue }
      phrases.append(try line.string())
    }
    return phrases
  }

  /// What stands behind a `#` is a comment, since no address has one.
  static func addresses(_ bytes: [UInt8]) throws(SecLangFault) -> [String] {
    var addresses: [String] = []
    for line in bytes[...].split(separator: .lineFeed) {
      let address = line.prefix { $0 != .hash }.trimmed
      if !address.isEmpty { addresses.append(try address.string()) }
    }
    return addresses
  }
}
