import RampartCore

/// How a form is written in a body.
enum FormEncoding: Equatable {
  case urlEncoded
  case multipart(boundary: [UInt8])

  /// Nil for what no form of a page sends.
  init?(_ contentType: String) {
    let parts = Substring(contentType).parts(at: ";", maximum: 2)
    switch parts.first?.trimmingBlanks().lowercased() {
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
    for parameter in parameters.parts(at: ";") {
      guard let (name, sent) = parameter.cut(at: "="), name.trimmingBlanks().lowercased() == "boundary" else {
        continue
      }
      let value = sent.trimmingBlanks()
      let isQuoted = value.utf8.count >= 2 && value.utf8.first == 0x22 && value.utf8.last == 0x22
      found.append(isQuoted ? Substring(value.utf8.dropFirst().dropLast()) : value)
    }
    guard found.count == 1, let boundary = found.first, (1...70).contains(boundary.utf8.count) else { return nil }
    return boundary
  }
}
