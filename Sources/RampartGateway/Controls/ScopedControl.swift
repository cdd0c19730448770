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
  /// Whether it runs for requests that no route serves, too.
  let isWithoutRoute: Bool
  private let granting: (@Sendable (HeadFacts) -> Verdict)?

  private init(
    _ kind: ControlKind<HeadFacts>, name: String, summary: String, governing governed: FieldNameSet,
    unknown: [HTTPField.Name], standing: StandingEdits?, scope: RouteScope, isWithoutRoute: Bool,
    granting: (@Sendable (HeadFacts) -> Verdict)? = nil
  ) {
    self.kind = granting.map { Self.kind($0, scope, standing) } ?? kind
    self.isWithoutRoute = isWithoutRoute
    self.granting = granting
    self.name = name
    self.summary = summary
    self.governed = governed
    unknownFields = unknown
    self.standing = standing
    self.scope = scope
  }

  /// - Parameters:
  ///   - grants: it allows something that is refused without it, so it is asked only where every backend takes the
  ///     request for one of its scope. Where some may, it governs its fields and allows nothing.
  ///   - isWithoutRoute: it runs for requests that no route serves, too.
  convenience init(
    _ control: any Control, scope: RouteScope, grants: Bool = false, isWithoutRoute: Bool = false
  ) {
    let evaluate: @Sendable (HeadFacts) -> Verdict = { control.evaluate($0) }
    self.init(
      .immediate(evaluate), name: control.name, summary: control.summary,
      governing: Self.set(control.governedFields), unknown: Self.unknown(control.governedFields),
      standing: control.standingEdits, scope: scope, isWithoutRoute: isWithoutRoute, granting: grants ? evaluate : nil)
  }

  convenience init(_ control: any SuspendingControl, scope: RouteScope, isWithoutRoute: Bool = false) {
    self.init(
      .suspending(control), name: control.name, summary: control.summary,
      governing: Self.set(control.governedFields), unknown: Self.unknown(control.governedFields),
      standing: control.standingEdits, scope: scope, isWithoutRoute: isWithoutRoute)
  }

  private static func kind(
    _ evaluate: @escaping @Sendable (HeadFacts) -> Verdict, _ scope: RouteScope, _ standing: StandingEdits?
  ) -> ControlKind<HeadFacts> {
    if scope.isEverything { return .immediate(evaluate) }
    return .immediate { facts in
      scope.surelyMatches(facts.head) ? evaluate(facts) : Verdict(response: ResponseEdits(standing))
    }
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
        kind, name: name, summary: summary, governing: governed, unknown: unknownFields, standing: standing, scope: $0,
        isWithoutRoute: isWithoutRoute, granting: granting)
    }
  }

  /// Whether it concerns every request that may come to it.
  var isAlwaysAsked: Bool { scope.isEverything }

  func concerns(_ facts: HeadFacts) -> Bool { scope.mayMatch(facts.head) }
}
