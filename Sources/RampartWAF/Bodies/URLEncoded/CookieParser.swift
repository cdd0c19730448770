/// `a=1; b=2` of a `Cookie` header. Nothing is decoded.
///
/// As ModSecurity reads it: pieces between semicolons; white space before a name and behind the last piece goes, any
/// other stays; a piece without `=` is a name; one without a name is left out.
enum CookieParser {
  /// Says whether all cookies are there.
  static func parse(
    _ header: UnsafeRawBufferPointer, into cookies: inout [Member], limit: Int, arena: inout Arena
  ) -> Bool {
    let end = trimmedEnd(of: header)
    var start = 0
    while start < end {
      let stop = header.firstIndex(of: UInt8(ascii: ";"), in: start..<end) ?? end
      let equals = header.firstIndex(of: UInt8(ascii: "="), in: start..<stop)
      var nameStart = start
      let nameEnd = equals ?? stop
      while nameStart < nameEnd, Octet.isSpace(header[nameStart]) { nameStart += 1 }
      if nameStart < nameEnd {
        guard cookies.count < limit else { return false }
        let valueStart = equals.map { $0 + 1 } ?? stop
        let name = arena.append(UnsafeRawBufferPointer(rebasing: header[nameStart..<nameEnd]))
        let value = arena.append(UnsafeRawBufferPointer(rebasing: header[valueStart..<stop]))
        cookies.append(Member(name: name, value: value))
      }
      start = stop + 1
    }
    return true
  }

  /// White space behind the last piece is none of it, and neither is a last semicolon behind that.
  private static func trimmedEnd(of header: UnsafeRawBufferPointer) -> Int {
    var end = header.count
    if end > 0, header[end - 1] == UInt8(ascii: ";") { end -= 1 }
    while end > 0, Octet.isSpace(header[end - 1]) { end -= 1 }
    return end
  }
}
