import NIOCore
import RampartCore

/// Writes heads as HTTP/1.1 text.
struct ResponseHeadEncoder: ResponseFieldSink {
  private(set) var buffer: ByteBuffer

  /// An encoder that goes on at the end of `buffer`, whose bytes it takes over.
  static func appending(to buffer: inout ByteBuffer) -> ResponseHeadEncoder {
    let encoder = ResponseHeadEncoder(buffer: buffer)
    buffer = ByteBuffer()
    return encoder
  }

  /// Appends the head to `buffer`.
  static func encode(_ head: OutgoingHead, date: HTTPDate, into buffer: inout ByteBuffer) {
    var encoder = appending(to: &buffer)
    encoder.writeStatusLine(head.status)
    head.stage.encode(head, date: date, into: &encoder)
    switch head.framing {
    case .none: break
    case .length(let length):
      encoder.buffer.writeStaticString("Content-Length: ")
      encoder.buffer.write(decimal: length)
      encoder.buffer.writeStaticString("\r\n")
    case .unknown:
      if head.version == .http11 { encoder.buffer.writeStaticString("Transfer-Encoding: chunked\r\n") }
    }
    if !head.keepsAlive {
      encoder.buffer.writeStaticString("Connection: close\r\n")
    } else if head.version == .http10 {
      encoder.buffer.writeStaticString("Connection: keep-alive\r\n")
    }
    encoder.buffer.writeStaticString("\r\n")
    buffer = encoder.buffer
  }

  /// A 101 keeps the fields of the handshake.
  static func encode(switchingProtocols head: OutgoingHead, date: HTTPDate, into buffer: inout ByteBuffer) {
    var encoder = appending(to: &buffer)
    encoder.writeStatusLine(101)
    head.stage.encode(head, date: date, into: &encoder)
    encoder.buffer.writeStaticString("Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
    buffer = encoder.buffer
  }

  /// A 1xx carries no length, no date and no security headers.
  static func encode(informational head: OutgoingHead, into buffer: inout ByteBuffer) {
    var encoder = appending(to: &buffer)
    encoder.writeStatusLine(head.status)
    head.stage.encode(informational: head, into: &encoder)
    encoder.buffer.writeStaticString("\r\n")
    buffer = encoder.buffer
  }

  private mutating func writeStatusLine(_ status: Int) {
    buffer.writeStaticString("HTTP/1.1 ")
    buffer.write(decimal: status)
    buffer.writeInteger(UInt8(ascii: " "))
    buffer.writeString(ReasonPhrase.of(status))
    buffer.writeStaticString("\r\n")
  }

  mutating func append(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
    let count = name.count + value.count + 4
    buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { bytes in
      guard let base = bytes.baseAddress, let from = name.baseAddress else { return 0 }
      base.copyMemory(from: from, byteCount: name.count)
      bytes[name.count] = UInt8(ascii: ":")
      bytes[name.count + 1] = UInt8(ascii: " ")
      if let from = value.baseAddress {
        (base + name.count + 2).copyMemory(from: from, byteCount: value.count)
      }
      bytes[count - 2] = 0x0D
      bytes[count - 1] = 0x0A
      return count
    }
  }

  mutating func append(name: String, value: String) {
    var name = name
    var value = value
    name.withUTF8 { name in
      value.withUTF8 { append(name: UnsafeRawBufferPointer(name), value: UnsafeRawBufferPointer($0)) }
    }
  }

  mutating func append(_ standing: StandingEdits) { buffer.writeBytes(standing.text) }
  mutating func append(_ fields: ResponseStage.Fields) { buffer.writeBytes(fields.encoded) }
  mutating func append(_ field: ResponseStage.Field) { buffer.writeBytes(field.encoded) }
  mutating func append(_ date: HTTPDate) { buffer.writeBytes(date.encoded) }

  mutating func append(_ id: RequestID) {
    buffer.writeStaticString("X-Request-ID: ")
    buffer.write(id)
    buffer.writeStaticString("\r\n")
  }
}
