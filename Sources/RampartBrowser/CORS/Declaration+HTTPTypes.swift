import HTTPTypes
import RampartCore

extension Declaration where Value == HTTPField.Name {
  /// A field name (RFC 9110, section 5.1).
  static var fieldName: Declaration {
    Declaration<String>.text(
      pattern: "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$", called: "a field name", example: "X-Request-ID",
      parse: { HTTPField.Name($0) }, render: { $0.rawName })
  }
}

extension Declaration where Value == HTTPRequest.Method {
  /// A method (RFC 9110, section 9.1), in capitals: methods are compared with their case.
  static var method: Declaration {
    Declaration<String>.text(
      pattern: "^[A-Z*-]+$", called: "a method", example: "GET",
      correct: { $0.lowercased() != $0.uppercased() ? $0.uppercased() : nil },
      parse: { text in
        let isPlain = text.utf8.allSatisfy { (0x41...0x5A).contains($0) || $0 == 0x2A || $0 == 0x2D }
        return isPlain ? HTTPRequest.Method(text) : nil
      },
      render: { $0.rawValue })
  }
}
