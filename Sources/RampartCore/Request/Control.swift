public import HTTPTypes

/// One security control: it knows a request's facts and no server.
///
/// The gateway and the middleware for Swift servers run the same controls, in the same order.
public protocol Control: Sendable {
  /// For logs, metrics and `rampart explain`: `cors`, `csrf`, `rateLimit`.
  var name: String { get }
  /// Response fields that are this control's business alone: the backend's own never reach the client.
  var governedFields: [HTTPField.Name] { get }
  /// What is on every answer to a request that it governs, made once: the `standing` of its verdicts, or a part of it.
  /// A server may put it there without asking.
  var standingEdits: StandingEdits? { get }
  /// Decides at once, on the thread of the request.
  func evaluate(_ request: some RequestFacts) -> Verdict
  /// One line for `rampart explain`: what the control would look at and what it would do.
  var summary: String { get }
}

extension Control {
  public var governedFields: [HTTPField.Name] { [] }
  public var standingEdits: StandingEdits? { nil }
}

/// A control that must wait for something outside the process, such as a shared store.
public protocol SuspendingControl: Sendable {
  var name: String { get }
  var governedFields: [HTTPField.Name] { get }
  var standingEdits: StandingEdits? { get }
  /// - Parameter request: a copy of the facts, which outlives the call.
  func evaluate(_ request: any RequestFacts & Sendable) async -> Verdict
  var summary: String { get }
}

extension SuspendingControl {
  public var governedFields: [HTTPField.Name] { [] }
  public var standingEdits: StandingEdits? { nil }
}
