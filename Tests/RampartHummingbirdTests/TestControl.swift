import HTTPTypes
import RampartCore

/// A control that does what a test says.
struct TestControl: Control {
  var name = "test"
  var governedFields: [HTTPField.Name] = []
  let decide: @Sendable (any RequestFacts) -> Verdict

  init(governing governedFields: [HTTPField.Name] = [], decide: @escaping @Sendable (any RequestFacts) -> Verdict) {
    self.governedFields = governedFields
    self.decide = decide
  }

  func evaluate(_ request: some RequestFacts) -> Verdict { decide(request) }
  var summary: String { "a test's" }
}

/// The same, after a moment of waiting.
struct SlowTestControl: SuspendingControl {
  let name = "slowTest"
  let decide: @Sendable (any RequestFacts) -> Verdict

  func evaluate(_ request: any RequestFacts & Sendable) async -> Verdict {
    await Task.yield()
    return decide(request)
  }

  var summary: String { "a test's" }
}

extension Denial {
  static let forTest = Denial(code: "test.denied", status: 403, explanation: "The test says no.")
}

extension HTTPField.Name {
  /// A name written in a test.
  static func named(_ name: String) -> Self {
    guard let name = Self(name) else { preconditionFailure("`\(name)` is no field name") }
    return name
  }

  static let mark = Self.named("X-Mark")
}
