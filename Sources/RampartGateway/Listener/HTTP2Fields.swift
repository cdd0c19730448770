import NIOHTTP2

/// Hands fields over between the streams of one connection and the guard before NIOHTTP2, past NIOHTTP2: their frames
/// pass through it without them.
final class HTTP2Fields {
  private struct Stream {
    var incoming: [FieldSection] = []
    var outgoing: [OutgoingFields] = []
    var isOpen = false
  }

  private var streams: [HTTP2StreamID: Stream] = [:]

  func opened(_ id: HTTP2StreamID) { streams[id, default: Stream()].isOpen = true }
  func closed(_ id: HTTP2StreamID) { streams[id] = nil }

  /// For the stream that the next HEADERS frame is about.
  func receive(_ section: FieldSection, on id: HTTP2StreamID) {
    streams[id, default: Stream()].incoming.append(section)
  }

  /// Call when NIOHTTP2 has seen the frame: it may not have taken it.
  func forgetUnlessOpen(_ id: HTTP2StreamID) {
    if streams[id]?.isOpen == false { streams[id] = nil }
  }

  /// The fields of the HEADERS frame that the stream was given.
  func takeIncoming(_ id: HTTP2StreamID) -> FieldSection? {
    guard streams[id]?.incoming.isEmpty == false else { return nil }
    return streams[id]?.incoming.removeFirst()
  }

  /// For the HEADERS frame that the stream writes next.
  func send(_ fields: OutgoingFields, on id: HTTP2StreamID) {
    streams[id]?.outgoing.append(fields)
  }

  /// The fields of the HEADERS frame that NIOHTTP2 writes.
  func takeOutgoing(_ id: HTTP2StreamID) -> OutgoingFields? {
    guard streams[id]?.outgoing.isEmpty == false else { return nil }
    return streams[id]?.outgoing.removeFirst()
  }
}
