/// The value of an `Origin` field (RFC 6454, section 7): an origin, or the word `null`.
///
/// `null` is what a browser sends for everything it will not name: a sandboxed frame of any site, a file, a
/// redirect across sites. So it names nobody, and no two of them are the same.
public enum SerializedOrigin: Sendable, Hashable {
  case null
  case origin(WebOrigin)

  /// Nil for everything else, such as a list of origins.
  public init?(_ text: String) {
    self.init(bytes: text.utf8)
  }

  /// Depends on nothing but the bytes.
  public init?(bytes: some Sequence<UInt8>) {
    let bytes = Array(bytes.prefix(WebOrigin.longest + 1))
    if bytes.elementsEqual("null".utf8) {
      self = .null
    } else if let origin = WebOrigin(bytes: bytes) {
      self = .origin(origin)
    } else {
      return nil
    }
  }

  var origin: WebOrigin? {
    if case .origin(let origin) = self { origin } else { nil }
  }
}

extension SerializedOrigin: CustomStringConvertible {
  public var description: String {
    switch self {
    case .null: "null"
    case .origin(let origin): origin.description
    }
  }
}
