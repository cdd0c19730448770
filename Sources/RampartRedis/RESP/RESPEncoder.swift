package import NIOCore

/// Writes commands: arrays of bulk strings. The lengths stand before the bytes, so no argument can end another
/// (CWE-77).
package enum RESPEncoder {
  package static func encode(_ command: [String]) -> ByteBuffer {
    var buffer = ByteBuffer()
    buffer.reserveCapacity(command.reduce(16) { $0 + $1.utf8.count + 16 })
    encode(command, into: &buffer)
    return buffer
  }

  package static func encode(_ command: [String], into buffer: inout ByteBuffer) {
    buffer.writeStaticString("*")
    buffer.writeString(String(command.count))
    buffer.writeStaticString("\r\n")
    for argument in command {
      buffer.writeStaticString("$")
      buffer.writeString(String(argument.utf8.count))
      buffer.writeStaticString("\r\n")
      buffer.writeString(argument)
      buffer.writeStaticString("\r\n")
    }
  }
}
