import NIOCore

/// What can be told of a request that is refused: for the log and the form of the error page, never to be acted on.
enum RequestRemnant {
  private static let longest = 2048

  /// A stand-in for a request that could not be read, with the method, the target and `Accept` where they can be seen.
  static func head(of buffer: ByteBuffer) -> RequestHead {
    var head = RequestHead.unreadable
    guard let bytes = buffer.getSlice(at: buffer.readerIndex, length: min(longest, buffer.readableBytes)) else {
      return head
    }
    head.fields.bytes = bytes
    bytes.withUnsafeReadableBytes { bytes in
      let end = bytes.firstIndex { $0 == 0x0D || $0 == 0x0A } ?? bytes.count
      let method = bytes[..<end].prefix { ByteClass.isToken($0) }.count
      guard (1...32).contains(method), method < end, bytes[method] == 0x20 else { return }
      head.method = Extent(0, method)
      let path = path(in: bytes[(method + 1)..<end].prefix { $0 != 0x20 })
      head.path = Extent(path.startIndex, path.endIndex)
      head.kind = MethodKind(UnsafeRawBufferPointer(rebasing: bytes[..<method]))
      if let accept = accept(in: bytes, from: end) {
        head.fields.lines = [FieldLine(name: .empty, value: accept, id: .accept)]
      }
    }
    return head
  }

  /// Without what may be a secret: user information before the host, the query, and what looks like a fragment.
  private static func path(in target: Slice<UnsafeRawBufferPointer>) -> Slice<UnsafeRawBufferPointer> {
    let target = target.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
    guard target.first != UInt8(ascii: "/") else { return target }
    let scheme = target.firstIndex(of: UInt8(ascii: ":")).map { target[...$0].count } ?? 0
    return target.dropFirst(scheme).drop { $0 == UInt8(ascii: "/") }.drop { $0 != UInt8(ascii: "/") }
  }

  /// A head of HTTP/2 as it would be in HTTP/1.1, for the rules. What would end a line there, or the target, is escaped.
  static func text(of section: FieldSection) -> ByteBuffer {
    var text = ByteBuffer()
    let block = section.block
    if let method = section.pseudo(":method") { block.with(method.value) { _ = text.writeBytes($0) } }
    text.writeString(" ")
    if let target = section.pseudo(":path") {
      block.with(target.value) { target in
        for byte in target.prefix(longestTarget) {
          if byte > 0x20 { text.writeInteger(byte) } else { text.writeString("%" + hexadecimal(byte)) }
        }
      }
    }
    text.writeString(" HTTP/2.0\r\n")
    if let authority = section.pseudo(":authority") {
      text.writeString("host: ")
      block.with(authority.value) { write(line: $0, into: &text) }
    }
    for line in block.lines where block.with(line.name, { $0.first != UInt8(ascii: ":") }) {
      block.with(line.name) { write($0, into: &text) }
      text.writeString(": ")
      block.with(line.value) { write(line: $0, into: &text) }
    }
    text.writeString("\r\n")
    return text
  }

  private static let longestTarget = 8 << 10

  private static func write(line: UnsafeRawBufferPointer, into text: inout ByteBuffer) {
    write(line, into: &text)
    text.writeString("\r\n")
  }

  private static func write(_ part: UnsafeRawBufferPointer, into text: inout ByteBuffer) {
    for byte in part { text.writeInteger(byte == 0x0D || byte == 0x0A ? 0x20 : byte) }
  }

  private static func hexadecimal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return digits.count == 1 ? "0" + digits : digits
  }

  private static func accept(in bytes: UnsafeRawBufferPointer, from start: Int) -> Extent? {
    let name = "accept:" as StaticString
    var index = start
    while index < bytes.count {
      let end = bytes[index...].firstIndex { $0 == 0x0D || $0 == 0x0A } ?? bytes.count
      let line = UnsafeRawBufferPointer(rebasing: bytes[index..<end])
      if line.count > 7, ByteClass.equals(UnsafeRawBufferPointer(rebasing: line[..<7]), lowercased: name) {
        return Extent(index + 7, end)
      }
      index = end + 1
    }
    return nil
  }
}
