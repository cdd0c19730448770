import NIOCore

/// How much of one direction of one connection may be in memory, so that a thousand clients who do not read do not fill
/// it. What is read before reading can be stopped comes on top of what may wait.
enum ChannelMemory {
  /// Reads before others have their turn.
  static let readsInARow: UInt = 1
  static var receiving: AdaptiveRecvByteBufferAllocator {
    AdaptiveRecvByteBufferAllocator(minimum: 1 << 10, initial: 2 << 10, maximum: 32 << 10)
  }
  static let waterMark = ChannelOptions.Types.WriteBufferWaterMark(low: 16 << 10, high: 32 << 10)
}
