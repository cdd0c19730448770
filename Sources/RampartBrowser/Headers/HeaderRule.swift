public import HTTPTypes

/// A header's treatment, compiled: what an adapter does with one field of an answer.
///
/// An adapter that encodes answers itself removes every field called `name` and adds
/// `value(over:)` of what it removed; `apply(to:)` is the same for `HTTPFields`.
public struct HeaderRule: Sendable, Hashable {
  public enum Upstream: Sendable, Hashable {
    /// The backend's field gives way to `value`.
    case replace
    /// The backend's field stands; `value` is for answers without it, nil where these go without.
    case keep
    /// The backend's field stands where it protects; `value` is for answers without it or with a weaker one.
    case keepProtective
    /// The backend's field is removed; there is no `value`.
    case drop
  }

  public let name: HTTPField.Name
  public let value: String?
  public let onUpstream: Upstream
  /// Whether the values of several fields are joined (RFC 9110, section 5.3) or the first one counts.
  public let isList: Bool
  // The same for each rule of a name.
  private let protects: @Sendable (String) -> Bool

  // INVARIANT: `value` is nil where `onUpstream` is `.drop`, and never where it is `.replace`.
  init<Header: SecurityHeader>(of header: Header.Type, _ value: String?, _ onUpstream: Upstream) {
    self.name = header.name
    self.value = value
    self.onUpstream = value == nil && onUpstream == .replace ? .drop : onUpstream
    self.isList = header.isList
    protects = { header.protects($0) }
  }

  /// The one value that the answer carries, or nil for none.
  ///
  /// - Parameter upstream: the values of the backend's own fields of this name, in order.
  public func value(over upstream: [String]) -> String? {
    // What comes of text is text.
    value(overBytes: upstream.map { ArraySlice($0.utf8) }).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The same of bytes: what is not UTF-8 leaves as it came.
  package func value(overBytes upstream: [ArraySlice<UInt8>]) -> [UInt8]? {
    let own = value.map { Array($0.utf8) }
    guard onUpstream == .keep || onUpstream == .keepProtective else { return own }
    // A field without a value protects nothing: it counts as not sent.
    let sent = upstream.filter { value in value.contains { $0 != 0x20 && $0 != 0x09 } }
    guard !sent.isEmpty else { return own }
    let candidates = isList ? [Array(sent.joined(separator: ", ".utf8))] : sent.map { Array($0) }
    let isKept = { (candidate: [UInt8]) in
      onUpstream == .keep || protects(String(decoding: candidate, as: UTF8.self))
    }
    return candidates.first(where: isKept) ?? own
  }

  /// Leaves the field exactly once, or not at all.
  public func apply(to fields: inout HTTPFields) {
    fields[name] = value(over: fields[values: name])
  }

  public static func == (left: HeaderRule, right: HeaderRule) -> Bool {
    left.name == right.name && left.value == right.value && left.onUpstream == right.onUpstream
      && left.isList == right.isList
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(value)
    hasher.combine(onUpstream)
  }
}
