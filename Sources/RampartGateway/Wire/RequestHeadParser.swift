import NIOCore
import RampartCore

/// Parses an HTTP/1.1 request head; anything two readers could understand differently is refused (CWE-444).
struct RequestHeadParser {
  var maximumBytes: Int
  private var scanned = 0
  private var hasSkippedLine = false

  init(maximumBytes: Int) {
    self.maximumBytes = maximumBytes
  }

  /// Takes a complete head from the front of `buffer`, or nil where more bytes are needed. What is refused stays there.
  mutating func parse(_ buffer: inout ByteBuffer) throws(HeadFailure) -> RequestHead? {
    guard skipEmptyLine(&buffer) else { return nil }
    let available = buffer.readableBytes
    if scanned > 0 {
      let complete = buffer.withUnsafeReadableBytes { HeadScanner.mayBeComplete($0, scanned: scanned) }
      if !complete {
        try checkSize(of: buffer)
        scanned = available
        return nil
      }
    }
    var lines: [FieldLine] = []
    lines.reserveCapacity(16)
    let parsed = try buffer.withUnsafeReadableBytes { bytes throws(HeadFailure) in
      try Self.parse(bytes, &lines)
    }
    guard let (line, length) = parsed else {
      try checkSize(of: buffer)
      scanned = available
      return nil
    }
    scanned = 0
    guard length <= maximumBytes else { throw line.target.count > maximumBytes / 2 ? .targetTooLong : .tooLarge }
    guard let bytes = buffer.getSlice(at: buffer.readerIndex, length: length) else { return nil }
    let head = try RequestHead(line: line, fields: FieldBlock(bytes: bytes, lines: lines))
    buffer.moveReaderIndex(forwardBy: length)
    hasSkippedLine = false
    return head
  }

  /// The start line, by its parts.
  struct StartLine {
    var method: Extent
    var target: Extent
    var version: RequestHead.Version
  }

  /// A client may send an empty line before a request (RFC 9112, 2.2); false where only half of it is here.
  private mutating func skipEmptyLine(_ buffer: inout ByteBuffer) -> Bool {
    guard scanned == 0, !hasSkippedLine, buffer.getInteger(at: buffer.readerIndex, as: UInt8.self) == 0x0D else {
      return true
    }
    guard buffer.readableBytes > 1 else { return false }
    if buffer.getInteger(at: buffer.readerIndex, as: UInt16.self) == 0x0D0A {
      buffer.moveReaderIndex(forwardBy: 2)
      hasSkippedLine = true
    }
    return true
  }

  private func checkSize(of buffer: ByteBuffer) throws(HeadFailure) {
    guard buffer.readableBytes > maximumBytes else { return }
    let hasLine = buffer.withUnsafeReadableBytes { $0.prefix(maximumBytes).contains(0x0A) }
    throw hasLine ? .tooLarge : .targetTooLong
  }

  private static func parse(
    _ bytes: UnsafeRawBufferPointer,
    _ lines: inout [FieldLine]
  ) throws(HeadFailure) -> (StartLine, Int)? {
    var scanner = HeadScanner(bytes)
    guard let extent = try scanner.line() else { return nil }
    let line = try startLine(bytes, extent)
    guard try scanner.fields(into: &lines) else { return nil }
    return (line, scanner.position)
  }

  private static func startLine(_ bytes: UnsafeRawBufferPointer, _ line: Extent) throws(HeadFailure) -> StartLine {
    let end = Int(line.start + line.count)
    var index = Int(line.start)
    while index < end, ByteClass.isToken(bytes[index]) { index += 1 }
    let method = Extent(Int(line.start), index)
    guard (1...32).contains(method.count), index < end, bytes[index] == 0x20 else { throw .malformed }
    let targetStart = index + 1
    index = targetStart
    while index < end, (0x21...0x7E).contains(bytes[index]) { index += 1 }
    let target = Extent(targetStart, index)
    guard !target.isEmpty, index < end, bytes[index] == 0x20, end - index == 9 else { throw .malformed }
    let version = UnsafeRawBufferPointer(rebasing: bytes[(index + 1)..<end])
    if version.elementsEqual("HTTP/1.1".utf8) { return StartLine(method: method, target: target, version: .http11) }
    if version.elementsEqual("HTTP/1.0".utf8) { return StartLine(method: method, target: target, version: .http10) }
    let isOther =
      version.starts(with: "HTTP/".utf8) && ByteClass.isDigit(version[5]) && version[6] == UInt8(ascii: ".")
      && ByteClass.isDigit(version[7])
    throw isOther ? .versionNotSupported : .malformed
  }
}
