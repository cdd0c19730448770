import NIOCore
import RampartCore

/// Frames a body whose length is not known (RFC 9112, 7.1).
enum ChunkEncoder {
  static func writeHeader(_ size: Int, into buffer: inout ByteBuffer) {
    buffer.writeString(String(size, radix: 16))
    buffer.writeStaticString("\r\n")
  }

  static func writeEnd(trailers: FieldBlock?, into buffer: inout ByteBuffer) {
    buffer.writeStaticString("0\r\n")
    if let trailers {
      for line in trailers.lines where TrailerPolicy.passes(line, of: trailers) {
        trailers.with(line.name) { _ = buffer.writeBytes($0) }
        buffer.writeStaticString(": ")
        trailers.with(line.value) { _ = buffer.writeBytes($0) }
        buffer.writeStaticString("\r\n")
      }
    }
    buffer.writeStaticString("\r\n")
  }
}

/// Trailers may not say what only a head may (RFC 9110, 6.5.1): framing, routing, credentials, what the content is, or
/// anything else that is decided on. Whoever merges them into the head would be told late what was checked early.
enum TrailerPolicy {
  static func passes(_ line: FieldLine, of trailers: FieldBlock) -> Bool {
    guard line.id == .unknown else { return false }
    return trailers.with(line.name) { name in
      FieldNamePolicy().passes(name) && !refusedPrefixes.contains { begins(name, with: $0) }
        && !refused.contains { ByteClass.equals(name, lowercased: $0) }
    }
  }

  private static func begins(_ name: UnsafeRawBufferPointer, with prefix: StaticString) -> Bool {
    let count = prefix.utf8CodeUnitCount
    return name.count >= count
      && ByteClass.equals(UnsafeRawBufferPointer(rebasing: name[..<count]), lowercased: prefix)
  }

  private static let refusedPrefixes: [StaticString] = ["x-forwarded-", "content-", "access-control-", "if-", "sec-"]
  private static let refused: [StaticString] = [
    "authorization", "www-authenticate", "trailer", "cache-control", "expires", "pragma", "vary", "location", "range",
    "age", "max-forwards", "retry-after", "warning", "origin", "x-http-method-override",
  ]
}
