/// Where a `URLEncodedParser` stands in what it reads and in what it writes.
struct URLEncodedCursor {
  let source: UnsafePointer<UInt8>
  let end: Int
  /// As long as the source at least.
  let destination: UnsafeMutablePointer<UInt8>
  var read = 0
  private(set) var written = 0
  private(set) var hasInvalidEscape = false

  init(source: UnsafePointer<UInt8>, end: Int, destination: UnsafeMutablePointer<UInt8>) {
    self.source = source
    self.end = end
    self.destination = destination
  }

  /// Stops on the first of the two bytes, or at the end.
  @inline(__always)
  mutating func decode(until first: UInt8, or second: UInt8) {
    while read < end {
      let byte = source[read]
      if byte == first || byte == second { return }
      switch byte {
      case UInt8(ascii: "%"): decodeEscape(until: first, or: second)
      case UInt8(ascii: "+"): put(Octet.space)
      default: put(byte)
      }
    }
  }

  /// Goes over `byte`, but for where it is the separator itself.
  mutating func skip(_ byte: UInt8, unless separator: UInt8) -> Bool {
    guard read < end, source[read] == byte, byte != separator else { return false }
    read += 1
    return true
  }

  /// The pieces are cut before they are decoded, so a digit is none where it is one of the two that end them.
  private mutating func decodeEscape(until first: UInt8, or second: UInt8) {
    guard read + 2 < end else { return putInvalidEscape() }
    let (left, right) = (source[read + 1], source[read + 2])
    let (high, low) = (Octet.hexadecimal(left), Octet.hexadecimal(right))
    guard high < 16, low < 16, left != first, left != second, right != first, right != second else {
      return putInvalidEscape()
    }
    destination[written] = high << 4 | low
    written += 1
    read += 3
  }

  private mutating func putInvalidEscape() {
    hasInvalidEscape = true
    put(UInt8(ascii: "%"))
  }

  @inline(__always)
  private mutating func put(_ byte: UInt8) {
    destination[written] = byte
    written += 1
    read += 1
  }
}
