import NIOCore

/// What can be wrong with a head.
enum HeadFailure: Error, Equatable {
  case malformed
  /// A message that is none in HTTP/2: its stream is reset (RFC 9113, 8.1.1).
  case malformedMessage
  case tooLarge
  case tooSlow
  case targetTooLong
  /// Backends can make more of the path than scopes are asked for.
  case ambiguousPath
  case versionNotSupported
  case methodNotImplemented
  case expectationFailed
}

/// Reads field lines strictly (RFC 9112, 5): CRLF only, no folding, no space before the colon, no control characters.
struct HeadScanner {
  static let maximumFields = 100
  static let maximumLine = 16 << 10

  let bytes: UnsafeRawBufferPointer
  var position = 0

  init(_ bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
  }

  /// Reads up to the CRLF at the end of the line and steps over it; nil where the line is not complete.
  @inline(__always)
  mutating func line() throws(HeadFailure) -> Extent? {
    let start = position
    var index = start
    while index < bytes.count {
      let byte = bytes[index]
      if byte == 0x0D {
        guard index + 1 < bytes.count else { return nil }
        guard bytes[index + 1] == 0x0A else { throw .malformed }
        position = index + 2
        return Extent(start, index)
      }
      guard ByteClass.isFieldContent(byte) else { throw .malformed }
      index += 1
    }
    return nil
  }

  /// Reads field lines up to and with the empty line; false where they are not complete.
  mutating func fields(into lines: inout [FieldLine]) throws(HeadFailure) -> Bool {
    let table = FieldNameTable.shared
    while true {
      let start = position
      var index = start
      while index < bytes.count, ByteClass.isToken(bytes[index]) { index += 1 }
      guard index < bytes.count else { return false }
      if index == start {
        guard bytes[index] == 0x0D else { throw .malformed }
        guard index + 1 < bytes.count else { return false }
        guard bytes[index + 1] == 0x0A else { throw .malformed }
        position = index + 2
        return true
      }
      guard bytes[index] == UInt8(ascii: ":") else { throw .malformed }
      let name = Extent(start, index)
      position = index + 1
      guard let rest = try line() else { return false }
      guard lines.count < Self.maximumFields, Int(rest.start + rest.count) - start <= Self.maximumLine else {
        throw .tooLarge
      }
      let id = table.find(UnsafeRawBufferPointer(rebasing: bytes[start..<index]))
      lines.append(FieldLine(name: name, value: trimmed(rest), id: id))
    }
  }

  @inline(__always)
  private func trimmed(_ extent: Extent) -> Extent {
    var start = Int(extent.start)
    var end = start + Int(extent.count)
    while start < end, bytes[start] == 0x20 || bytes[start] == 0x09 { start += 1 }
    while end > start, bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 { end -= 1 }
    return Extent(start, end)
  }

  /// Whether a head could end within `bytes`, or can be seen to be malformed, looking only at what came behind
  /// `scanned`.
  ///
  /// A head that arrives byte by byte is parsed once, not once for each byte.
  static func mayBeComplete(_ bytes: UnsafeRawBufferPointer, scanned: Int) -> Bool {
    var index = max(0, scanned - 3)
    while index + 1 < bytes.count {
      let (byte, next) = (bytes[index], bytes[index + 1])
      if (byte == 0x0D) != (next == 0x0A) { return true }
      if byte == 0x0D, index + 3 < bytes.count, bytes[index + 2] == 0x0D, bytes[index + 3] == 0x0A { return true }
      index += 1
    }
    return false
  }

  /// A length made of digits and nothing else (RFC 9112, 6.3).
  static func contentLength(_ value: UnsafeRawBufferPointer) -> Int? {
    guard (1...18).contains(value.count), value.allSatisfy(ByteClass.isDigit) else { return nil }
    return value.reduce(0) { $0 * 10 + Int($1 - 0x30) }
  }
}
