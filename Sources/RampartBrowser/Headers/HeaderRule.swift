public import HTTPTypes

/// A header's treatment, compiled: what an adapter does with one field of an answer.
///
/// An adapter that encodes answers itself removes every field called `name` and adds
/// `value(over:)` of what it removed; `apply(to:)` is the same for `HTTPFields`.
public struct HeaderRule: Sendable, Hashable {
  public enum Upstream: Sendable, Hashable {
    /// The backend's field gives way to `value`.
    case replace
    /// The backend's field stands; `value` is for answers without it.
    case keep
    /// The backend's field is removed; there is no `value`.
    case drop
  }

  public let name: HTTPField.Name
  public let value: String?
  public let onUpstream: Upstream
  /// Whether the values of several fields are joined (RFC 9110, section 5.3) or the first one counts.
  public let isList: Bool

  // INVARIANT: `value` is nil exactly where `onUpstream` is `.drop`. A header that must not be on this answer must
  // not come from the backend either: RFC 6797, section 7.2 forbids Strict-Transport-Security over plain HTTP.
  init(_ name: HTTPField.Name, _ value: String?, _ onUpstream: Upstream, isList: Bool) {
    self.name = name
    self.value = value
    self.onUpstream = value == nil ? .drop : onUpstream
    self.isList = isList
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
    guard onUpstream == .keep else { return value.map { Array($0.utf8) } }
    // A field without a value protects nothing: it counts as not sent.
    let sent = upstream.filter { value in value.contains { $0 != 0x20 && $0 != 0x09 } }
    guard let first = sent.first else { return value.map { Array($0.utf8) } }
    return Array(isList ? ArraySlice(sent.joined(separator: ", ".utf8)) : first)
  }

  /// Leaves the field exactly once, or not at all.
  public func apply(to fields: inout HTTPFields) {
    fields[name] = value(over: fields[values: name])
  }
}
