public import HTTPTypes
import RampartCore

/// One request and its answer as a ``WebApplicationFirewall`` sees them, in this order: the request's head, its body,
/// the answer's head, its body, ``finish()``.
///
/// What is not there is left out, but for the body of a request: rules that count what others found run with it, so a
/// request without one is given an empty one. After a decision other than to allow only ``finish()`` makes sense.
///
/// It may go from thread to thread. Each call runs rules for as long as they take, mostly well below a millisecond, and
/// waits where another exchange runs rules in the same working memory.
public final class FirewallInspection: Sendable {
  private let lane: FirewallLane
  private let number: Int
  private let facts: AuditFacts

  init(_ lane: FirewallLane, _ connection: ConnectionFacts, _ exclusions: [PathExclusion]) {
    self.lane = lane
    number = lane.open(connection, exclusions)
    facts = AuditFacts(transaction: connection.id, client: connection.client)
  }

  deinit {
    _ = lane.close(number)
  }

  /// - Parameters:
  ///   - head: its path is the target as it was sent, with the query.
  ///   - version: such as `HTTP/1.1` or `HTTP/2.0`.
  public func evaluate(_ head: HTTPRequest, version: String = "HTTP/1.1") -> FirewallDecision {
    lane.with(number) { $0.evaluate(head, version: version) } ?? .over
  }

  /// Whether the rules want to see the body; where not, an empty one will do.
  public var wantsRequestBody: Bool { lane.with(number) { $0.wantsRequestBody } ?? false }

  /// - Parameter requestBody: all of it, or its beginning with at least one byte more than the limit.
  public func evaluate(requestBody: [UInt8]) -> FirewallDecision {
    lane.with(number) { $0.evaluate(requestBody: requestBody) } ?? .over
  }

  public func evaluate(_ head: HTTPResponse) -> FirewallDecision {
    lane.with(number) { $0.evaluate(head) } ?? .over
  }

  /// Whether the rules want to see the answer's body, once its head is known: where it is text that is not compressed, and
  /// the options have a limit for it.
  public var wantsResponseBody: Bool { lane.with(number) { $0.wantsResponseBody } ?? false }

  /// - Parameter responseBody: all of it, or as much as the limit lets the rules see.
  public func evaluate(responseBody: [UInt8]) -> FirewallDecision {
    lane.with(number) { $0.evaluate(responseBody: responseBody) } ?? .over
  }

  /// What came of it, at its end, however it ended. Nothing else can be asked afterwards; a second report is empty.
  public func finish() -> FirewallReport {
    lane.close(number) ?? FirewallReport(.allow, isDetected: false, [], facts)
  }
}
