import NIOCore

/// Parses a backend's response head; one that is ambiguous is an invalid response, never passed on (CWE-444).
struct ResponseHeadParser {
  static let maximumBytes = 64 << 10
  private var scanned = 0

  /// - Parameters:
  ///   - requestWasHead: the answer to HEAD has no body, whatever it says.
  mutating func parse(_ buffer: inout ByteBuffer, requestWasHead: Bool) throws(HeadFailure) -> ResponseHead? {
    let available = buffer.readableBytes
    if scanned > 0, !buffer.withUnsafeReadableBytes({ HeadScanner.mayBeComplete($0, scanned: scanned) }) {
      guard available <= Self.maximumBytes else { throw .tooLarge }
      scanned = available
      return nil
    }
    var lines: [FieldLine] = []
    lines.reserveCapacity(16)
    let parsed = try buffer.withUnsafeReadableBytes { bytes throws(HeadFailure) in
      try Self.parse(bytes, &lines)
    }
    guard let (status, isHTTP11, length) = parsed else {
      guard available <= Self.maximumBytes else { throw .tooLarge }
      scanned = available
      return nil
    }
    scanned = 0
    guard length <= Self.maximumBytes else { throw .tooLarge }
    guard let bytes = buffer.readSlice(length: length) else { return nil }
    let fields = FieldBlock(bytes: bytes, lines: lines)
    return try ResponseHead(status: status, isHTTP11: isHTTP11, fields: fields, requestWasHead: requestWasHead)
  }

  private static func parse(
    _ bytes: UnsafeRawBufferPointer,
    _ lines: inout [FieldLine]
  ) throws(HeadFailure) -> (status: (code: Int, reason: Extent), isHTTP11: Bool, length: Int)? {
    var scanner = HeadScanner(bytes)
    guard let line = try scanner.line() else { return nil }
    let start = Int(line.start)
    guard line.count >= 12, bytes[start + 8] == 0x20 else { throw .malformed }
    let version = UnsafeRawBufferPointer(rebasing: bytes[start..<start + 8])
    guard version.elementsEqual("HTTP/1.1".utf8) || version.elementsEqual("HTTP/1.0".utf8) else { throw .malformed }
    let digits = UnsafeRawBufferPointer(rebasing: bytes[start + 9..<start + 12])
    guard let code = HeadScanner.contentLength(digits), (100...599).contains(code) else { throw .malformed }
    guard line.count == 12 || bytes[start + 12] == 0x20 else { throw .malformed }
    let reason = Extent(min(start + 13, start + Int(line.count)), start + Int(line.count))
    guard try scanner.fields(into: &lines) else { return nil }
    return ((code, reason), bytes[start + 7] == UInt8(ascii: "1"), scanner.position)
  }
}

extension ResponseHead {
  fileprivate init(
    status: (code: Int, reason: Extent),
    isHTTP11: Bool,
    fields: FieldBlock,
    requestWasHead: Bool
  ) throws(HeadFailure) {
    self.init(
      fields: fields, status: status.code, reason: status.reason, framing: .untilClose, keepsAlive: isHTTP11,
      keepAliveSeconds: nil)
    var length: Int?
    var isChunked = false
    for line in fields.lines {
      switch line.id {
      case .contentLength:
        let value = fields.with(line.value, HeadScanner.contentLength)
        guard let value, length ?? value == value else { throw .malformed }
        length = value
      case .transferEncoding:
        guard isHTTP11, !isChunked, fields.with(line.value, { ByteClass.equals($0, lowercased: "chunked") }) else {
          throw .malformed
        }
        isChunked = true
      case .keepAlive:
        keepAliveSeconds = fields.with(line.value, Self.timeout)
      default: break
      }
    }
    guard length == nil || !isChunked else { throw .malformed }
    if fields.connectionHas("close") {
      keepsAlive = false
    } else if !isHTTP11 {
      keepsAlive = fields.connectionHas("keep-alive")
    }
    let hasNoBody = requestWasHead || status.code < 200 || status.code == 204 || status.code == 304
    framing =
      if hasNoBody { .none } else if isChunked { .chunked } else if let length { .length(length) } else { .untilClose }
    if framing == .untilClose { keepsAlive = false }
  }

  /// The number behind `timeout=`.
  private static func timeout(_ value: UnsafeRawBufferPointer) -> Int? {
    var seconds: Int?
    ByteClass.forEachListMember(value) { member in
      guard member.count > 8, ByteClass.equals(UnsafeRawBufferPointer(rebasing: member[..<8]), lowercased: "timeout=")
      else { return }
      seconds = HeadScanner.contentLength(UnsafeRawBufferPointer(rebasing: member[8...]))
    }
    return seconds
  }
}
