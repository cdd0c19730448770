import HTTPTypes
public import RampartCore

/// One control of a ``ControlMiddleware``: one that decides at once, or one that waits for something.
public enum ControlStep: Sendable {
  case immediate(any Control)
  case suspending(any SuspendingControl)
}

extension ControlStep: GatedControl {
  package var name: String {
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

  package var kind: ControlKind<HummingbirdRequestFacts> {
    switch self {
    case .immediate(let control): .immediate { control.evaluate($0) }
    case .suspending(let control): .suspending(control)
    }
  }

  /// Routes choose the middleware; a control that is there concerns every request.
  package func concerns(_ facts: HummingbirdRequestFacts) -> Bool { true }
}
