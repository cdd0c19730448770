public import HTTPTypes
package import RampartCore

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
    prepare(head)
    return FirewallDecision(observe(ObservableHTTPRequest(head, version: version)))
  }

  /// Whether the rules want to see the body; where not, an empty one will do.
  public var wantsRequestBody: Bool { requestBodyLimit != nil }

  /// - Parameter requestBody: all of it, or its beginning with at least one byte more than the limit.
  public func evaluate(requestBody: [UInt8]) -> FirewallDecision {
    guard let limit = requestBodyLimit, requestBody.count > limit else {
      return FirewallDecision(observe(.whole(requestBody)))
    }
    return FirewallDecision(observe(.beginning(Array(requestBody.prefix(limit)))))
  }

  public func evaluate(_ head: HTTPResponse) -> FirewallDecision {
    FirewallDecision(observe(head))
  }

  /// Whether the rules want to see the answer's body, once its head is known: where it is text that is not compressed, and
  /// the options have a limit for it.
  public var wantsResponseBody: Bool { holdsAnswer }

  /// - Parameter responseBody: all of it, or as much as the limit lets the rules see.
  public func evaluate(responseBody: [UInt8]) -> FirewallDecision {
    let refusal = step { inspection in
      guard inspection.holdsAnswer else { return nil }
      return responseBody.withUnsafeBytes { inspection.observe(answerBody: $0) } ?? inspection.observeAnswerEnd()
    }
    return FirewallDecision(refusal)
  }

  /// What came of it, at its end, however it ended. Nothing else can be asked afterwards; a second report is empty.
  public func finish() -> FirewallReport {
    lane.close(number) ?? FirewallReport(.allow, isDetected: false, [], facts)
  }

  /// Chooses the exclusions for the request's path. Call before its head is observed.
  package func prepare(_ head: HTTPRequest) {
    _ = lane.with(number) { $0.prepare(head) }
  }

  private func step(_ body: @Sendable (Inspection) -> Refusal?) -> Refusal? {
    switch lane.with(number, { $0.step(body) }) {
    case .some(let refusal): refusal
    case .none: FirewallDecision.over
    }
  }
}

extension FirewallInspection: ExchangeObserver {
  package var name: String { "waf" }

  package func observe(_ head: some ObservableRequest) -> Refusal? { step { $0.observe(head) } }

  package var requestBodyLimit: Int? { lane.with(number) { $0.ask(\.requestBodyLimit) } ?? nil }

  package func observe(_ body: RequestBody) -> Refusal? { step { $0.observe(body) } }

  package var mayHoldAnswer: Bool { lane.with(number) { $0.ask(\.mayHoldAnswer) } ?? false }

  package func observe(_ head: some ObservableResponse) -> Refusal? { step { $0.observe(head) } }

  package var holdsAnswer: Bool { lane.with(number) { $0.ask(\.holdsAnswer) } ?? false }

  package func observe(answerBody part: UnsafeRawBufferPointer) -> Refusal? {
    let bytes = Array(part)
    return step { inspection in bytes.withUnsafeBytes { inspection.observe(answerBody: $0) } }
  }

  package var hasSeenEnough: Bool { lane.with(number) { $0.ask(\.hasSeenEnough) } ?? true }

  package func observeAnswerEnd() -> Refusal? { step { $0.observeAnswerEnd() } }

  package func finish(decision: String) -> String? {
    finish().isDetected ? Intervention.Cause.rule(0).code : nil
  }
}
