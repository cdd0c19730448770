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

  private init(_ kind: Kind, governing governed: FieldNameSet, scope: RouteScope) {
    self.scope = scope
    self.kind = kind
    self.governed = governed
  }

  convenience init(_ control: any Control, scope: RouteScope) {
    self.init(.immediate(control), governing: Self.set(control.governedFields), scope: scope)
  }

  convenience init(_ control: any SuspendingControl, scope: RouteScope) {
    self.init(.suspending(control), governing: Self.set(control.governedFields), scope: scope)
  }

  private static func set(_ names: [HTTPField.Name]) -> FieldNameSet {
    FieldNameSet(names.compactMap { FieldName($0.canonicalName) })
  }

  /// This control for requests of one route; nil where it concerns none of them.
  func within(_ route: RouteScope) -> ScopedControl? {
    scope.within(route).map { ScopedControl(kind, governing: governed, scope: $0) }
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
