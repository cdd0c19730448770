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
  var answer = AnswerEdits()
  private(set) var tickets: [any ExchangeTicket] = []
  /// What controls in detect mode would have denied.
  private(set) var detected: [Denial] = []
  private var controls: [ScopedControl] = []
  private var next = 0

  mutating func begin(_ controls: [ScopedControl]) {
    self.controls = controls
  }

  mutating func proceed(_ facts: HeadFacts) -> Step {
    while next < controls.count {
      let control = controls[next]
      guard control.concerns(facts.head) else {
        next += 1
        continue
      }
      answer.governed = answer.governed.union(control.governed)
      switch control.kind {
      case .suspending(let control): return .suspend(control)
      case .immediate(let control):
        if let step = take(control.evaluate(facts)) { return step }
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
    next += 1
    answer.edits.merge(verdict.response)
    if let ticket = verdict.ticket { tickets.append(ticket) }
    if let denial = verdict.detected { detected.append(denial) }
    switch verdict.decision {
    case .pass, .needsBody: return nil
    case .answer(let status): return .answer(status: status)
    case .deny(let denial): return .deny(denial)
    }
  }
}

/// What controls change on an answer.
struct AnswerEdits: Sendable {
  var edits = ResponseEdits()
  /// The backend's fields that are the controls' business alone.
  var governed = FieldNameSet()
  /// Nil where they are left as they are.
  var cookies: CookieHardening?
}
