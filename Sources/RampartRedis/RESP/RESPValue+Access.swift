extension RESPValue {
  /// The number of an integer, or nil.
  public var integer: Int64? {
    guard case .integer(let value) = self else { return nil }
    return value
  }

  /// The text of a simple, bulk or verbatim string, or nil. Bytes that are no UTF-8 are replaced.
  public var text: String? {
    switch self {
    case .simple(let text): text
    case .bulk(let bytes), .verbatim(_, let bytes): String(decoding: bytes, as: UTF8.self)
    default: nil
    }
  }

  /// The elements of an array or a set, or nil.
  public var elements: [RESPValue]? {
    switch self {
    case .array(let values), .set(let values): values
    default: nil
    }
  }
}
