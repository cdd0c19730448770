import RampartCore

/// One `Set-Cookie` field, taken apart as browsers do it (RFC 6265bis, section 5.6) but strictly.
struct SetCookie {
  struct Attribute {
    var name: String
    var value: String?
  }

  // What browsers keep of a name with its value, and of an attribute.
  private static let longestPair = 4096
  private static let longestAttribute = 1024
  private static let mostAttributes = 32

  let name: String
  let value: String
  /// No two of them have one name; of those that were sent, the last one counts, as it does in browsers.
  private(set) var attributes: [Attribute] = []

  /// Nil for a cookie without a name, with control characters, or too long for a browser to keep.
  init?(_ text: String) {
    guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else { return nil }
    let parts = Substring(text).parts(at: ";")
    guard let pair = parts.first, let (name, value) = pair.cut(at: "="),
      pair.utf8.count <= Self.longestPair, parts.count <= Self.mostAttributes + 1
    else { return nil }
    self.name = String(name.trimmingBlanks())
    guard CookieSyntax.isName(self.name) else { return nil }
    self.value = String(value.trimmingBlanks())
    for part in parts.dropFirst() {
      guard part.utf8.count <= Self.longestAttribute else { return nil }
      add(part)
    }
  }

  private mutating func add(_ text: Substring) {
    let pair = text.cut(at: "=")
    let name = String((pair?.before ?? text).trimmingBlanks())
    guard !name.isEmpty else { return }
    set(name, (pair?.after.trimmingBlanks()).map(String.init))
  }

  func has(_ name: String) -> Bool { attributes.contains { $0.name.lowercased() == name.lowercased() } }

  /// The value of an attribute; empty where it has none, nil where there is no such attribute.
  func attribute(_ name: String) -> String? {
    attributes.first { $0.name.lowercased() == name.lowercased() }.map { $0.value ?? "" }
  }

  mutating func set(_ name: String, _ value: String? = nil) {
    if let index = attributes.firstIndex(where: { $0.name.lowercased() == name.lowercased() }) {
      attributes[index].value = value
    } else {
      attributes.append(Attribute(name: name, value: value))
    }
  }

  mutating func remove(_ name: String) { attributes.removeAll { $0.name.lowercased() == name.lowercased() } }

  var text: String {
    attributes.reduce("\(name)=\(value)") { text, attribute in
      text + "; " + attribute.name + (attribute.value.map { "=\($0)" } ?? "")
    }
  }
}
