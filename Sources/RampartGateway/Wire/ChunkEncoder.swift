import NIOCore

/// Frames a body whose length is not known (RFC 9112, 7.1).
enum ChunkEncoder {
  static func writeHeader(_ size: Int, into buffer: inout ByteBuffer) {
    buffer.writeString(String(size, radix: 16))
    buffer.writeStaticString("\r\n")
  }

  static func writeEnd(trailers: FieldBlock?, into buffer: inout ByteBuffer) {
    buffer.writeStaticString("0\r\n")
    if let trailers {
      for line in trailers.lines where TrailerPolicy.passes(line.id) {
        buffer.writeString(trailers.string(line.name))
        buffer.writeStaticString(": ")
        buffer.writeString(trailers.string(line.value))
        buffer.writeStaticString("\r\n")
      }
    }
    buffer.writeStaticString("\r\n")
  }
}

/// Trailers may not say what only a head may (RFC 9110, 6.5.1): framing, routing, or anything that is decided on.
enum TrailerPolicy {
  static func passes(_ id: FieldName) -> Bool { id == .unknown }
}
