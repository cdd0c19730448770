/// What a server adds to a control to have it run: for which requests it is, and what it governs.
package protocol GatedControl: Sendable {
  associatedtype Facts: GatedFacts
  var name: String { get }
  var kind: ControlKind<Facts> { get }
  func concerns(_ facts: Facts) -> Bool
}

package enum ControlKind<Facts: GatedFacts>: Sendable {
  case immediate(@Sendable (Facts) -> Verdict)
  case suspending(any SuspendingControl)
}

/// Facts that the gate completes while controls decide.
package protocol GatedFacts: RequestFacts, Sendable {
  var body: RequestBody { get set }
  var identity: ClientIdentity? { get set }
}

/// Gathers for one server what controls say about the answer.
package protocol AnswerCollector {
  associatedtype Control: GatedControl
  /// The control concerns the request and is about to be asked.
  mutating func ask(_ control: Control)
  mutating func add(_ verdict: Verdict, of control: Control)
}

/// The decision about one request: its controls in their order, then the observer of the exchange. A state machine that
/// knows no server; the gateway, the middleware and `waf test` run it.
package struct RequestGate<Answer: AnswerCollector> {
  package typealias Control = Answer.Control

  package enum Step {
    /// Everything lets the request pass.
    case admit
    case refuse(Refusal, by: String)
    /// Call `proceed(with:)` with that much of the body.
    case needsBody(upTo: Int)
    /// Ask this control and hand its verdict to `resume`.
    case wait(any SuspendingControl)
  }

  private enum Phase {
    case controls(next: Int)
    case observer
  }

  package private(set) var facts: Control.Facts
  package private(set) var answer: Answer
  package private(set) var tickets: [any ExchangeTicket] = []
  /// What controls in detect mode would have denied.
  package private(set) var detected: [Denial] = []
  private var edits: [RequestEdits] = []
  private var observer: (any ExchangeObserver)?
  private let controls: [Control]
  private var phase = Phase.controls(next: 0)

  package init(_ facts: Control.Facts, controls: [Control], answer: Answer) {
    self.facts = facts
    self.controls = controls
    self.answer = answer
  }

  /// What the controls change on the request; nil if nothing.
  package var requestEdits: RequestEdits? { edits.isEmpty ? nil : edits.merged }

  /// Asks the controls, from the first that has not decided.
  package mutating func proceed() -> Step {
    guard case .controls(var next) = phase else { return .admit }
    while next < controls.count {
      let control = controls[next]
      if control.concerns(facts) {
        answer.ask(control)
        switch control.kind {
        case .suspending(let waiting):
          phase = .controls(next: next)
          return .wait(waiting)
        case .immediate(let evaluate):
          if let step = take(evaluate(facts), of: next) { return step }
        }
      }
      next += 1
    }
    phase = .controls(next: next)
    return .admit
  }

  /// Goes on with the body that was asked for.
  package mutating func proceed(with body: RequestBody) -> Step {
    facts.body = body
    guard case .observer = phase, let observer else { return proceed() }
    return observer.observe(body).map { .refuse($0, by: observer.name) } ?? .admit
  }

  /// Goes on after a control that was waited for.
  package mutating func resume(_ verdict: Verdict) -> Step {
    guard case .controls(let next) = phase else { return .admit }
    return take(verdict, of: next) ?? proceed()
  }

  /// Hands the request to the observer of the exchange. Call after the controls have admitted it.
  ///
  /// - Parameter hasBody: false if the request is complete with its head.
  package mutating func proceed(
    to observer: any ExchangeObserver, head: some ObservableRequest, hasBody: Bool
  ) -> Step {
    self.observer = observer
    phase = .observer
    if let refusal = observer.observe(head) { return .refuse(refusal, by: observer.name) }
    guard hasBody, let limit = observer.requestBodyLimit else { return proceed(with: .whole([])) }
    return .needsBody(upTo: limit)
  }

  /// - Returns: nil if the next control is to be asked.
  private mutating func take(_ verdict: consuming Verdict, of index: Int) -> Step? {
    let control = controls[index]
    if case .needsBody(let limit) = verdict.decision {
      phase = .controls(next: index)
      // The verdict that follows stands for both.
      verdict.ticket?.ended()
      if facts.body.satisfies(limit) { return .refuse(.deny(.undecided), by: control.name) }
      return .needsBody(upTo: limit)
    }
    phase = .controls(next: index + 1)
    if let identity = verdict.identity { facts.identity = identity }
    if let request = verdict.request { edits.append(request) }
    if let ticket = verdict.ticket { tickets.append(ticket) }
    if let denial = verdict.detected { detected.append(denial) }
    let decision = verdict.decision
    answer.add(verdict, of: control)
    switch decision {
    case .pass, .needsBody: return nil
    // No refusal to logs and metrics: the control did what the client asked for.
    case .answer(let answer): return .refuse(.answer(answer, code: "allow"), by: control.name)
    case .deny(let denial): return .refuse(.deny(denial), by: control.name)
    }
  }
}

extension RequestBody {
  /// Whether somebody who asks for so much of it has been shown that already.
  fileprivate func satisfies(_ limit: Int) -> Bool {
    switch self {
    case .unread: false
    case .whole: true
    case .beginning(let bytes): bytes.count >= limit
    }
  }
}
