/// A secret: it can be used on purpose, and shown by no accident.
///
/// Every textual form of it, mirrors included, is `<redacted>` (CWE-532, ASVS 16.2.5).
public struct Redacted<Value: Sendable>: Sendable, CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  private let value: Value

  /// Wraps a secret.
  public init(_ value: Value) {
    self.value = value
  }

  /// The secret itself; the label makes each use visible in a review.
  public func revealed() -> Value { value }

  /// Always `<redacted>`.
  public var description: String { "<redacted>" }
  /// Always `<redacted>`.
  public var debugDescription: String { "<redacted>" }
  /// A mirror without children.
  public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
