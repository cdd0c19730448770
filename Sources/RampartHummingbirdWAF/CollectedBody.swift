import HTTPTypes
import Hummingbird
import NIOCore
import RampartCore
import RampartHummingbird
import Synchronization

/// An answer's body, written into memory.
struct CollectedBody {
  private let content: ByteBuffer
  private let trailers: HTTPFields?

  /// - Throws: what the body throws, and `server.error` where it is longer than it says.
  @concurrent static func collect(_ body: Hummingbird.ResponseBody, upTo length: Int) async throws -> CollectedBody {
    let store = Store()
    try await body.write(Writer(store: store, length: length))
    return store.parts.withLock { CollectedBody(content: $0.0, trailers: $0.1) }
  }

  var bytes: [UInt8] { Array(content.readableBytesView) }

  /// The same body once more.
  var replayed: Hummingbird.ResponseBody {
    guard let trailers else { return Hummingbird.ResponseBody(byteBuffer: content) }
    return Hummingbird.ResponseBody(contentLength: content.readableBytes) { [content] writer in
      try await writer.write(content)
      try await writer.finish(trailers)
    }
  }

  private final class Store: Sendable {
    let parts = Mutex<(ByteBuffer, HTTPFields?)>((ByteBuffer(), nil))
  }

  private struct Writer: ResponseBodyWriter {
    let store: Store
    let length: Int

    @concurrent mutating func write(_ buffer: ByteBuffer) async throws {
      let count = store.parts.withLock { parts in
        parts.0.writeImmutableBuffer(buffer)
        return parts.0.readableBytes
      }
      guard count <= length else { throw Denial.serverError }
    }

    @concurrent consuming func finish(_ trailingHeaders: HTTPFields?) async throws {
      store.parts.withLock { $0.1 = trailingHeaders }
    }
  }
}
