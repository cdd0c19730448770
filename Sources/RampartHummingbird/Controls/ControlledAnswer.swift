import HTTPTypes
package import RampartCore

/// What the controls of one middleware say about the answer to one request.
package struct ControlledAnswer: AnswerCollector {
  package init() {}

  private(set) var verdicts: [(step: ControlStep, verdict: Verdict)] = []
  private(set) var governedFields: [HTTPField.Name] = []

  package mutating func ask(_ control: ControlStep) {
    governedFields += control.governedFields
  }

  package mutating func add(_ verdict: Verdict, of control: ControlStep) {
    verdicts.append((control, verdict))
  }
}
