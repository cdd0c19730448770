import Hummingbird
import NIOCore
import Synchronization

/// A body of which the beginning has been read already: that, and then the rest from where it comes.
///
/// As the body of a connection it can be iterated once; a second iteration finds nothing.
final class ReplayedBody: AsyncSequence, Sendable {
  typealias Element = ByteBuffer
  typealias Rest = Hummingbird.RequestBody.AsyncIterator

  private let unread: Mutex<AsyncIterator>

  init(_ beginning: ByteBuffer, then rest: sending Rest) {
    unread = Mutex(AsyncIterator(beginning: beginning, rest: rest))
  }

  func makeAsyncIterator() -> AsyncIterator {
    unread.withLock { unread in
      let iterator = unread
      unread = AsyncIterator(beginning: nil, rest: nil)
      return iterator
    }
  }

  struct AsyncIterator: AsyncIteratorProtocol {
    fileprivate var beginning: ByteBuffer?
    fileprivate var rest: Rest?

    @concurrent mutating func next() async throws -> ByteBuffer? {
      if let beginning {
        self.beginning = nil
        return beginning
      }
      return try await rest?.next()
    }
  }
}
