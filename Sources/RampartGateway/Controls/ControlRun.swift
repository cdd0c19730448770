import RampartBrowser
import RampartCore

/// The controls of one request, run in order; a state machine that knows neither client nor backend.
struct ControlRun {
  enum Step {
    /// Every control lets the request pass.
    case forward
    case answer(status: Int)
    case deny(Denial)
    /// Call `proceed` again with that much of the body.
    case needsBody(upTo: Int)
    /// Ask this control and hand its verdict to `resume`.
    case suspend(any SuspendingControl)
  }

  /// What the controls say about the answer so far.
  private(set) var answer = AnswerEdits.none
  private(set) var tickets: [any ExchangeTicket] = []
  /// What controls in detect mode would have denied.
  private(set) var detected: [Denial] = []
  private var controls: [ScopedControl] = []
  private var next = 0

  /// - Parameter answer: what these put onto every answer.
  mutating func begin(_ controls: [ScopedControl], _ answer: AnswerEdits) {
    self.controls = controls
    self.answer = answer
  }

  mutating func proceed(_ facts: HeadFacts) -> Step {
    while next < controls.count {
      let control = controls[next]
      guard control.concerns(facts.head) else {
        next += 1
        continue
      }
      if !control.isAlwaysAsked { answer.govern(control.governed) }
      switch control.kind {
      case .suspending(let control): return .suspend(control)
      case .immediate(let evaluate):
        if let step = take(evaluate(facts)) { return step }
      }
    }
    return .forward
  }

  /// Goes on after a control that was suspended.
  mutating func resume(_ verdict: Verdict, _ facts: HeadFacts) -> Step {
    take(verdict) ?? proceed(facts)
  }

  /// - Returns: nil where the next control is to be asked.
  private mutating func take(_ verdict: consuming Verdict) -> Step? {
    if case .needsBody(let limit) = verdict.decision { return .needsBody(upTo: limit) }
    answer.add(verdict.response, of: controls[next])
    next += 1
    if let ticket = verdict.ticket { tickets.append(ticket) }
    if let denial = verdict.detected { detected.append(denial) }
    switch verdict.decision {
    case .pass, .needsBody: return nil
    case .answer(let status): return .answer(status: status)
    case .deny(let denial): return .deny(denial)
    }
  }
}
