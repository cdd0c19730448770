import HTTPTypes
package import Hummingbird
import NIOCore
package import RampartCore

extension Request {
  /// Reads the body for a control and gives it back to the request, whole, for whoever reads it next.
  ///
  /// - Parameter limit: in bytes; not more than this and one chunk is ever held in memory.
  @concurrent package mutating func readBody(upTo limit: Int) async throws -> RampartCore.RequestBody {
    var iterator = body.makeAsyncIterator()
    var read = ByteBuffer()
    while let chunk = try await iterator.next() {
      read.writeImmutableBuffer(chunk)
      guard read.readableBytes <= limit else {
        body = Hummingbird.RequestBody(asyncSequence: ReplayedBody(read, then: iterator))
        return .beginning(Array(read.readableBytesView.prefix(limit)))
      }
    }
    body = Hummingbird.RequestBody(buffer: read)
    return .whole(Array(read.readableBytesView))
  }
}
