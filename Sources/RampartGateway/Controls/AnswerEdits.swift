import HTTPTypes
import RampartCore

/// What controls change on an answer.
struct AnswerEdits: AnswerCollector, Sendable {
  /// What the controls that concern every request of a route put onto every answer, put together once for the route.
  private(set) var standing: StandingEdits?
  /// What other controls put onto many answers.
  private(set) var others: [StandingEdits] = []
  /// What is on this answer alone.
  private(set) var fields: [HTTPField] = []
  /// The backend's fields that are the controls' business alone.
  private(set) var governed = FieldNameSet()
  /// Nil where they are left as they are.
  var cookies: CookieHardening?
  /// Whether the others name something in `Vary` that `standing` does not.
  private(set) var othersVary = false

  static let none = AnswerEdits(of: [])

  /// What these put onto every answer to a request of their route.
  init(of controls: [ScopedControl]) {
    let always = controls.filter(\.isAlwaysAsked)
    standing = StandingEdits(merging: always.compactMap(\.standing))
    for control in always { govern(control.governed) }
  }

  private mutating func govern(_ names: FieldNameSet) { governed = governed.union(names) }

  mutating func ask(_ control: ScopedControl) {
    if !control.isAlwaysAsked { govern(control.governed) }
  }

  mutating func add(_ verdict: Verdict, of control: ScopedControl) {
    let edits = verdict.response
    if !edits.own.isEmpty { fields = fields.isEmpty ? edits.own : fields + edits.own }
    guard let more = edits.standing, !control.isAlwaysAsked || more !== control.standing else { return }
    others.append(more)
    if !othersVary { othersVary = !more.vary.allSatisfy { standing?.vary.contains($0) == true } }
  }

  var namesVary: Bool { othersVary || standing?.vary.isEmpty == false }

  var vary: [HTTPField.Name] { ([standing].compactMap(\.self) + others).vary }
}
