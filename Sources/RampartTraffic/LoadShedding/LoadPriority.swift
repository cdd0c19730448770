/// What gives way first when the backend is slow.
public enum LoadPriority: Sendable, Hashable {
  /// Gives way first: a part of the limit is kept from it.
  case low
  /// May use the whole limit.
  case high
}
