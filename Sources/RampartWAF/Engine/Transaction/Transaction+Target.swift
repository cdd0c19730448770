extension Transaction {
  /// The target in the forms that rules look at.
  ///
  /// The query is cut off before anything is decoded: a `%3F` in the path is a byte of the path (CVE-2024-1019).
  func registerTarget() {
    let target = facts.target
    let mark = target.firstIndex(of: UInt8(ascii: "?"))
    let path = decode(target.part(0..<(mark ?? target.count)))
    let query = mark.map { target.part($0 + 1..<target.count) } ?? .empty
    table.addSingle(.rawURI, target)
    table.addSingle(.fileNameOfURI, path)
    table.addSingle(.pathInfo, path)
    table.addSingle(.baseName, Self.baseName(path))
    table.addSingle(.query, query)
    table.addSingle(.uri, Self.withoutAuthority(mark == nil ? path : decode(target)))
    if !query.isEmpty { parts.parseQuery(query, separator: plan.settings.argumentSeparator ?? UInt8(ascii: "&")) }
  }

  private static func baseName(_ path: Bytes) -> Bytes {
    guard let slash = path.lastIndex(where: { $0 == ASCII.slash || $0 == ASCII.backslash }) else { return .empty }
    return path.part(slash + 1..<path.count)
  }

  /// `http://host/path` is `/path`.
  private static func withoutAuthority(_ uri: Bytes) -> Bytes {
    guard let first = uri.first, first != ASCII.slash, let colon = uri.firstIndex(of: UInt8(ascii: ":")),
      colon + 3 < uri.count, uri[colon + 1] == ASCII.slash, uri[colon + 2] == ASCII.slash,
      let path = uri.part(colon + 3..<uri.count).firstIndex(of: ASCII.slash)
    else { return uri }
    return uri.part(colon + 3 + path..<uri.count)
  }

  /// `%41` is `A`; what is no such escape stays. Nothing is copied where there is none.
  private func decode(_ bytes: Bytes) -> Bytes {
    guard bytes.contains(ASCII.percent) else { return bytes }
    let target = UnsafeMutableRawBufferPointer(start: store.allocate(bytes.count), count: bytes.count)
    var position = 0
    var count = 0
    while position < bytes.count {
      if bytes[position] == ASCII.percent, position + 2 < bytes.count {
        let (high, low) = (Octet.hexadecimal(bytes[position + 1]), Octet.hexadecimal(bytes[position + 2]))
        if high < 16, low < 16 {
          target[count] = high << 4 | low
          position += 3
          count += 1
          continue
        }
      }
      target[count] = bytes[position]
      position += 1
      count += 1
    }
    return Bytes(rebasing: target[..<count])
  }
}
