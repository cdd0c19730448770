import HTTPTypes
import Hummingbird
import NIOCore

/// Holds an answer's body back until the rules have seen as much of it as they are to see, or all of it.
struct HoldingWriter: ResponseBodyWriter {
  private var writer: any ResponseBodyWriter
  private let exchange: InspectedExchange
  private let limit: Int
  private var held = ByteBuffer()
  private var isReleased = false

  /// - Parameter limit: in bytes; not more than this and one chunk is ever held in memory.
  init(_ writer: any ResponseBodyWriter, _ exchange: InspectedExchange, upTo limit: Int) {
    self.writer = writer
    self.exchange = exchange
    self.limit = limit
  }

  @concurrent mutating func write(_ buffer: ByteBuffer) async throws {
    guard !isReleased else { return try await writer.write(buffer) }
    held.writeImmutableBuffer(buffer)
    if held.readableBytes > limit { try await release() }
  }

  @concurrent consuming func finish(_ trailingHeaders: HTTPFields?) async throws {
    if !isReleased { try await release() }
    try await writer.finish(trailingHeaders)
  }

  @concurrent private mutating func release() async throws {
    isReleased = true
    let body = held
    held = ByteBuffer()
    try exchange.inspect(beginning: Array(body.readableBytesView))
    if body.readableBytes > 0 { try await writer.write(body) }
  }
}
