import HTTPTypes
public import RampartCore

/// One control of a ``ControlMiddleware``: one that decides at once, or one that waits for something.
public enum ControlStep: Sendable {
  case immediate(any Control)
  case suspending(any SuspendingControl)
}

extension ControlStep {
  var name: String {
    switch self {
    case .immediate(let control): control.name
    case .suspending(let control): control.name
    }
  }

  var governedFields: [HTTPField.Name] {
    switch self {
    case .immediate(let control): control.governedFields
    case .suspending(let control): control.governedFields
    }
  }

  @concurrent func evaluate(_ facts: HummingbirdRequestFacts) async -> Verdict {
    switch self {
    case .immediate(let control): control.evaluate(facts)
    case .suspending(let control): await control.evaluate(facts)
    }
  }
}
