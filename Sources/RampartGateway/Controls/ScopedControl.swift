import HTTPTypes
import RampartConfiguration
import RampartCore

/// A control of a configuration, and the requests it is for.
struct ScopedControl: Sendable {
  enum Kind: Sendable {
    case immediate(any Control)
    case suspending(any SuspendingControl)
  }

  private(set) var scope: RouteScope
  let kind: Kind
  let governed: FieldNameSet

  init(_ control: any Control, scope: RouteScope) {
    self.scope = scope
    kind = .immediate(control)
    governed = FieldNameSet(control.governedFields.compactMap { FieldName($0.canonicalName) })
  }

  init(_ control: any SuspendingControl, scope: RouteScope) {
    self.scope = scope
    kind = .suspending(control)
    governed = FieldNameSet(control.governedFields.compactMap { FieldName($0.canonicalName) })
  }

  /// This control for requests of one route; nil where it concerns none of them.
  func within(_ route: RouteScope) -> ScopedControl? {
    guard let scope = scope.within(route) else { return nil }
    var control = self
    control.scope = scope
    return control
  }

  func concerns(_ head: RequestHead) -> Bool {
    scope.matches(head)
  }

  var name: String {
    switch kind {
    case .immediate(let control): control.name
    case .suspending(let control): control.name
    }
  }

  var summary: String {
    switch kind {
    case .immediate(let control): control.summary
    case .suspending(let control): control.summary
    }
  }
}
