import HTTPTypes
import RampartConfiguration
import RampartCore

/// A control of a configuration, and the requests it is for.
// A class, so that going through them for each request counts references once for each and not for all that it holds;
// and a closure, for the same reason, where a control itself would be copied each time it is asked.
final class ScopedControl: GatedControl {
  let name: String
  let summary: String
  let scope: RouteScope
  let kind: ControlKind<HeadFacts>
  let governed: FieldNameSet
  /// Governed names that the catalog lacks: the backend's own fields would pass.
  let unknownFields: [HTTPField.Name]
  let standing: StandingEdits?

  private init(
    _ kind: ControlKind<HeadFacts>, name: String, summary: String, governing governed: FieldNameSet,
    unknown: [HTTPField.Name], standing: StandingEdits?, scope: RouteScope
  ) {
    self.kind = kind
    self.name = name
    self.summary = summary
    self.governed = governed
    unknownFields = unknown
    self.standing = standing
    self.scope = scope
  }

  convenience init(_ control: any Control, scope: RouteScope) {
    self.init(
      .immediate { control.evaluate($0) }, name: control.name, summary: control.summary,
      governing: Self.set(control.governedFields), unknown: Self.unknown(control.governedFields),
      standing: control.standingEdits, scope: scope)
  }

  convenience init(_ control: any SuspendingControl, scope: RouteScope) {
    self.init(
      .suspending(control), name: control.name, summary: control.summary,
      governing: Self.set(control.governedFields), unknown: Self.unknown(control.governedFields),
      standing: control.standingEdits, scope: scope)
  }

  private static func set(_ names: [HTTPField.Name]) -> FieldNameSet {
    FieldNameSet(names.compactMap { FieldName($0.canonicalName) })
  }

  private static func unknown(_ names: [HTTPField.Name]) -> [HTTPField.Name] {
    names.filter { FieldName($0.canonicalName) == nil }
  }

  /// This control for requests of one route; nil where it concerns none of them.
  func within(_ route: RouteScope) -> ScopedControl? {
    scope.within(route).map {
      ScopedControl(
        kind, name: name, summary: summary, governing: governed, unknown: unknownFields, standing: standing, scope: $0)
    }
  }

  /// Whether it concerns every request that may come to it.
  var isAlwaysAsked: Bool { scope.isEverything }

  func concerns(_ facts: HeadFacts) -> Bool { scope.matches(facts.head) }
}
