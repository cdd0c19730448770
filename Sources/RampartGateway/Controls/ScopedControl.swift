import HTTPTypes
import RampartConfiguration
import RampartCore

/// A control of a configuration, and the requests it is for.
// A class, so that going through them for each request counts references once for each and not for all that it holds.
final class ScopedControl: Sendable {
  enum Kind: Sendable {
    case immediate(any Control)
    case suspending(any SuspendingControl)
  }

  let scope: RouteScope
  let kind: Kind
  let governed: FieldNameSet

  private init(_ kind: Kind, governing names: [HTTPField.Name], scope: RouteScope) {
    self.scope = scope
    self.kind = kind
    governed = FieldNameSet(names.compactMap { FieldName($0.canonicalName) })
  }

  convenience init(_ control: any Control, scope: RouteScope) {
    self.init(.immediate(control), governing: control.governedFields, scope: scope)
  }

  convenience init(_ control: any SuspendingControl, scope: RouteScope) {
    self.init(.suspending(control), governing: control.governedFields, scope: scope)
  }

  /// This control for requests of one route; nil where it concerns none of them.
  func within(_ route: RouteScope) -> ScopedControl? {
    guard let scope = scope.within(route) else { return nil }
    switch kind {
    case .immediate(let control): return ScopedControl(control, scope: scope)
    case .suspending(let control): return ScopedControl(control, scope: scope)
    }
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
