/// An object or an array that is still open.
struct JSONContainer: Sendable {
  /// The path up to this container, with its name.
  var pathCount: Int
  /// Elements that were read; nil in an object.
  var elements: Int?
}
