/// How a form is written in a body.
enum FormEncoding: Equatable {
  case urlEncoded
  case multipart(boundary: [UInt8])

  /// Nil for what no form of a page sends.
  init?(_ contentType: String) {
    let parts = contentType.split(separator: ";", maxSplits: 1, omittingEmptySubsequences: false)
    switch parts.first.map(Self.trimmed)?.lowercased() {
    case "application/x-www-form-urlencoded": self = .urlEncoded
    case "multipart/form-data":
      guard parts.count == 2, let boundary = Self.boundary(in: parts[1]) else { return nil }
      self = .multipart(boundary: Array(boundary.utf8))
    default: return nil
    }
  }

  /// RFC 2046, 5.1.1: 1 to 70 characters.
  private static func boundary(in parameters: Substring) -> Substring? {
    var found: [Substring] = []
    for parameter in parameters.split(separator: ";") {
      guard let equals = parameter.firstIndex(of: "="), trimmed(parameter[..<equals]).lowercased() == "boundary" else {
        continue
      }
      var value = trimmed(parameter[parameter.index(after: equals)...])
      if value.count >= 2, value.first == "\"", value.last == "\"" { value = value.dropFirst().dropLast() }
      found.append(value)
    }
    guard found.count == 1, let boundary = found.first, (1...70).contains(boundary.utf8.count) else { return nil }
    return boundary
  }

  private static func trimmed(_ text: Substring) -> Substring {
    CookieSyntax.trim(text)
  }
}
