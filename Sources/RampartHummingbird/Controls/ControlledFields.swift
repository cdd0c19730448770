import HTTPTypes
import Synchronization

/// The fields that controls have put onto the answer to one request, in every middleware that runs some.
///
/// A control of an outer middleware removes what a handler set of the fields that it governs. What a control of an inner
/// one set, such as another rate limit, is not the handler's.
final class ControlledFields: Sendable {
  @TaskLocal static var current: ControlledFields?

  private let fields = Mutex<[HTTPField]>([])

  func add(_ added: [HTTPField]) {
    guard !added.isEmpty else { return }
    fields.withLock { $0 += added }
  }

  func ofNames(_ names: [HTTPField.Name]) -> [HTTPField] {
    names.isEmpty ? [] : fields.withLock { $0.filter { names.contains($0.name) } }
  }
}
