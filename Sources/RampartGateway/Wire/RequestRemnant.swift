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
      let target = bytes[(method + 1)..<end].prefix { $0 != 0x20 && $0 != UInt8(ascii: "?") }
      head.path = Extent(target.startIndex, target.endIndex)
      head.kind = MethodKind(UnsafeRawBufferPointer(rebasing: bytes[..<method]))
      if let accept = accept(in: bytes, from: end) {
        head.fields.lines = [FieldLine(name: .empty, value: accept, id: .accept)]
      }
    }
    return head
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
