import NIOCore

/// How much of one direction of one connection may be in memory, so that a thousand clients who do not read do not fill
/// it: what may wait, and one read on top, which was under way when reading was stopped.
struct ChannelMemory {
  /// Reads before others have their turn.
  static let readsInARow: UInt = 1

  /// Clients can be many and slow on purpose.
  static let towardsClient = ChannelMemory(largestRead: 32 << 10)
  /// Servers are few, and the operator's own.
  static let towardsServer = ChannelMemory(largestRead: 64 << 10)

  let largestRead: Int

  /// For the channel that this direction is read from.
  var receiving: AdaptiveRecvByteBufferAllocator {
    AdaptiveRecvByteBufferAllocator(minimum: 1 << 10, initial: 2 << 10, maximum: largestRead)
  }

  /// For the channel that this direction is written to. Above a whole read with its framing: reading would otherwise be
  /// turned off and on again for each.
  var waterMark: ChannelOptions.Types.WriteBufferWaterMark {
    ChannelOptions.Types.WriteBufferWaterMark(low: largestRead / 2, high: largestRead + largestRead / 4)
  }
}
