/// What a header of pax says: records of `LENGTH KEY=VALUE` and a line feed.
struct TarAttributes {
  var path: [UInt8]?
  var size: Int?

  /// - Throws: for what is no list of records, and for files with holes, which are not stored as they are.
  init(_ bytes: [UInt8]) throws(ReleaseError) {
    let damaged = ReleaseError("the archive is damaged: a header of pax cannot be read")
    var rest = bytes[...]
    while !rest.isEmpty {
      let digits = rest.prefix { $0 != 0x20 }
      guard let length = Self.number(digits), length > digits.count + 1, length <= rest.count else { throw damaged }
      let record = rest.prefix(length).dropFirst(digits.count + 1)
      guard record.last == 0x0A, let equals = record.firstIndex(of: UInt8(ascii: "=")) else { throw damaged }
      let value = record[(equals + 1)...].dropLast()
      let key = record[..<equals]
      if key.elementsEqual("path".utf8) {
        path = Array(value)
      } else if key.elementsEqual("size".utf8) {
        guard let number = Self.number(value) else { throw damaged }
        size = number
      } else if key.starts(with: "GNU.sparse".utf8) {
        throw ReleaseError(
          "the archive has a file with holes in it, which is not supported; pack it without `--sparse`")
      }
      rest = rest.dropFirst(length)
    }
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
    guard (1...12).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return digits.reduce(0) { $0 * 10 + Int($1 & 15) }
  }
}
