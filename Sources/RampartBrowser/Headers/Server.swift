public import HTTPTypes
public import RampartCore

/// Names the server's software, which tells an attacker what to try. The recommended set removes it.
///
/// A configuration writes `remove`, `keep` (the backend's own passes) or another text to send instead.
///
/// Source: RFC 9110, section 10.2.4. CWE-200.
public struct Server: SecurityHeader {
  public let text: String

  /// - Throws: where `text` is empty or not printable ASCII.
  public init(_ text: String) throws(InvalidOption) {
    guard !text.isEmpty, text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }), text.first != " ", text.last != " "
    else {
      throw InvalidOption("header.invalidServer", "a server's name is printable ASCII without a space at its ends")
    }
    self.text = text
  }

  public static let name = HTTPField.Name.server
  public static var recommended: HeaderTreatment<Self> { .remove }

  public func value(in context: ResponseContext) -> String? { text }
}

extension Server: ConfigurableHeader {
  package static let key = "server"
  package static let summary = "The server's name: `remove` it, `keep` the backend's, or another text."
  package static var declaration: Declaration<HeaderTreatment<Self>> {
    Declaration<String>.text.checked(
      { text throws(InvalidOption) in
        switch text {
        case "remove": .remove
        case "keep", "off": .ignore
        default: .replace(try Server(text))
        }
      },
      back: { treatment in
        switch treatment {
        case .remove: "remove"
        case .ignore: "keep"
        case .replace(let server): server.text
        case .keepUpstream, .keepProtective: nil
        }
      }
    )
  }
}

extension SecurityHeaders {
  /// Removed in the recommended set.
  public var server: HeaderTreatment<Server> {
    get { self[HeaderKey()] }
    set { self[HeaderKey()] = newValue }
  }
}
