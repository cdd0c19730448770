import NIOCore

/// The bytes that have come and are not yet understood: lines and counted runs of them.
struct RESPReader {
  private var buffer = ByteBuffer()
  /// Bytes of the line to come that were already searched for its end, so that a line that comes byte by byte is
  /// searched once and not once for each byte.
  private var searched = 0

  var first: UInt8? { buffer.readableBytesView.first }

  mutating func feed(_ incoming: ByteBuffer) {
    if buffer.readableBytes == 0 {
      buffer = incoming
    } else {
      buffer.discardReadBytes()
      buffer.writeImmutableBuffer(incoming)
    }
  }

  /// The next line without its end, or nil where it is not complete.
  mutating func line(limit: Int) throws(RESPViolation) -> [UInt8]? {
    let view = buffer.readableBytesView
    let start = view.startIndex
    guard let end = view[(start + searched)...].firstIndex(where: { $0 == 0x0D || $0 == 0x0A }) else {
      searched = view.count
      if searched > limit { throw .lineTooLong }
      return nil
    }
    searched = end - start
    if searched > limit { throw .lineTooLong }
    guard view[end] == 0x0D else { throw .lineEnding }
    guard end + 1 < view.endIndex else { return nil }
    guard view[end + 1] == 0x0A else { throw .lineEnding }
    let line = Array(view[start..<end])
    buffer.moveReaderIndex(forwardBy: line.count + 2)
    searched = 0
    return line
  }

  /// So many bytes and the end of line behind them, or nil where they are not complete.
  mutating func bulk(_ length: Int) throws(RESPViolation) -> [UInt8]? {
    guard buffer.readableBytes >= length + 2 else { return nil }
    guard let bytes = buffer.readBytes(length: length), buffer.readInteger(as: UInt16.self) == 0x0D0A else {
      throw .bulkEnding
    }
    return bytes
  }
}
