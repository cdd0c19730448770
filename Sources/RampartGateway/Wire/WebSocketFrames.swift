import NIOCore

/// Follows the frames of one direction of a WebSocket (RFC 6455, 5.2), to know where one ends.
struct WebSocketFrames {
  /// Bytes of a header that is not complete.
  private var header: [UInt8] = []
  private var payloadLeft: UInt64 = 0
  /// A Close frame has begun: no other frame may follow it (5.5.1).
  private(set) var hasClosed = false

  /// Whether a frame may be put in here.
  var isBetweenFrames: Bool { header.isEmpty && payloadLeft == 0 && !hasClosed }

  mutating func pass(_ bytes: ByteBuffer) {
    var bytes = bytes.readableBytesView
    while !bytes.isEmpty, !hasClosed {
      if payloadLeft > 0 {
        let count = min(payloadLeft, UInt64(bytes.count))
        payloadLeft -= count
        bytes.removeFirst(Int(count))
      } else {
        header.append(bytes.removeFirst())
        readHeader()
      }
    }
  }

  private mutating func readHeader() {
    guard header.count >= 2 else { return }
    let short = header[1] & 0x7F
    let extended = short == 126 ? 2 : short == 127 ? 8 : 0
    let mask = header[1] & 0x80 == 0 ? 0 : 4
    guard header.count == 2 + extended + mask else { return }
    hasClosed = header[0] & 0x0F == 0x8
    payloadLeft = extended == 0 ? UInt64(short) : header[2..<2 + extended].reduce(0) { $0 << 8 | UInt64($1) }
    header.removeAll(keepingCapacity: true)
  }

  /// Close with the status 1001, going away (7.4.1).
  static let goingAway: [UInt8] = [0x88, 0x02, 0x03, 0xE9]

  /// The same from a client, whose frames are masked (5.3).
  static func goingAway(mask: UInt32) -> [UInt8] {
    let mask = (0..<4).map { UInt8(truncatingIfNeeded: mask >> UInt32(8 * $0)) }
    return [0x88, 0x82] + mask + [0x03 ^ mask[0], 0xE9 ^ mask[1]]
  }
}

/// Where the frames of a WebSocket are, in each direction.
final class WebSocketTunnel {
  var toServer = WebSocketFrames()
  var toClient = WebSocketFrames()
}
