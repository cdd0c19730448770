/// Watches a whole exchange, in this order: the request's head and body, the answer's head and body, the end.
///
/// A control decides about a request; an observer also sees the answer and may end the exchange at any step. The
/// firewall is one. After a refusal only `finish` is called.
package protocol ExchangeObserver: AnyObject {
  /// For logs and metrics: `waf`.
  var name: String { get }
  /// - Returns: nil to let it pass.
  func observe(_ head: some ObservableRequest) -> Refusal?
  /// How much of the request's body it must see, in bytes; nil if none. Asked after the head.
  var requestBodyLimit: Int? { get }
  /// Called also for a request without a body, with an empty one.
  func observe(_ body: RequestBody) -> Refusal?

  /// Whether it may want the answer's body, which the backend then must not compress.
  var mayHoldAnswer: Bool { get }
  func observe(_ head: some ObservableResponse) -> Refusal?
  /// Whether the answer is to be held back until the observer has seen its body. Asked after its head.
  var holdsAnswer: Bool { get }
  func observe(answerBody part: UnsafeRawBufferPointer) -> Refusal?
  /// More of the answer would not be looked at.
  var hasSeenEnough: Bool { get }
  /// The answer's body has ended, or enough of it was seen.
  func observeAnswerEnd() -> Refusal?

  /// The exchange is over. Called exactly once.
  ///
  /// - Parameter decision: what became of it; `allow` or a code.
  /// - Returns: the code of what would have been refused, if the observer only reports.
  func finish(decision: String) -> String?
}

/// A request's head, as the bytes that the client sent.
package protocol ObservableRequest: Sendable {
  /// - Parameter body: is called once with the method, the target and the version, such as `HTTP/1.1`.
  func withRequestLine(
    _ body: (
      _ method: UnsafeRawBufferPointer, _ target: UnsafeRawBufferPointer, _ version: UnsafeRawBufferPointer
    ) -> Void)
  /// Every field in order, `Host` among them whatever the protocol calls it.
  func forEachField(_ body: (_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Void)
}

/// An answer's head, as the bytes that the backend sent.
package protocol ObservableResponse: Sendable {
  var statusCode: Int { get }
  func forEachField(_ body: (_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Void)
  /// All values of `Content-Type`, as one list; nil if there is none.
  var contentType: String? { get }
  /// All values of `Content-Encoding`, as one list; nil if there is none.
  var contentEncoding: String? { get }
}
