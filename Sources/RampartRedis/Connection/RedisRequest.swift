import NIOCore

/// One encoded command and who waits for its reply.
///
/// INVARIANT: each request is finished exactly once, whatever becomes of its connection.
struct RedisRequest: Sendable {
  let bytes: ByteBuffer
  /// Whether `ASKING` stands before the command; its reply is of no interest.
  let isAsking: Bool
  private let continuation: CheckedContinuation<Result<RESPValue, RedisError>, Never>

  init(
    _ bytes: ByteBuffer,
    isAsking: Bool,
    _ continuation: CheckedContinuation<Result<RESPValue, RedisError>, Never>
  ) {
    self.bytes = bytes
    self.isAsking = isAsking
    self.continuation = continuation
  }

  func finish(_ result: Result<RESPValue, RedisError>) {
    continuation.resume(returning: result)
  }

  static let asking = RESPEncoder.encode(["ASKING"])
}
