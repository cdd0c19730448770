import NIOCore
import NIOPosix

/// The event loops and what each owns.
final class Workers: Sendable {
  let group: MultiThreadedEventLoopGroup
  private let workers: [ObjectIdentifier: NIOLoopBound<Worker>]

  init(_ group: MultiThreadedEventLoopGroup, pipeline: Pipeline, services: Services) async throws {
    self.group = group
    var workers: [ObjectIdentifier: NIOLoopBound<Worker>] = [:]
    for loop in group.makeIterator() {
      workers[ObjectIdentifier(loop)] = try await loop.submit {
        NIOLoopBound(Worker(eventLoop: loop, pipeline: pipeline, services: services), eventLoop: loop)
      }.get()
    }
    self.workers = workers
  }

  /// Call on that loop.
  func worker(of loop: any EventLoop) throws -> Worker {
    guard let bound = workers[ObjectIdentifier(loop)] else { throw ChannelError.operationUnsupported }
    return bound.value
  }

  /// Runs `body` on every loop; returns when all are done.
  func onEach(_ body: @escaping @Sendable (Worker) -> Void) async throws {
    for bound in workers.values {
      try await bound.eventLoop.submit { body(bound.value) }.get()
    }
  }
}
