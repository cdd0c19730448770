import RampartCore

/// One `Set-Cookie` field, taken apart as browsers do it (RFC 6265bis, section 5.6) but strictly.
///
/// Values are bytes and leave as they came.
struct SetCookie {
  struct Attribute {
    var name: ArraySlice<UInt8>
    var value: ArraySlice<UInt8>?
  }

  // What browsers keep of a name with its value, and of an attribute.
  private static let longestPair = 4096
  private static let longestAttribute = 1024
  private static let mostAttributes = 32

  let name: String
  let value: ArraySlice<UInt8>
  /// No two of them have one name; of those that were sent, the last one counts, as it does in browsers.
  private(set) var attributes: [Attribute] = []

  /// Nil for a cookie without a name, with control characters, or too long for a browser to keep.
  init?(_ field: ArraySlice<UInt8>) {
    guard field.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else { return nil }
    let parts = field.parts(at: ";")
    guard let pair = parts.first, let (name, value) = pair.cut(at: "="),
      pair.count <= Self.longestPair, parts.count <= Self.mostAttributes + 1
    else { return nil }
    // A name is a token, so nothing is lost.
    self.name = String(decoding: name.trimmingBlanks(), as: UTF8.self)
    guard CookieSyntax.isName(self.name) else { return nil }
    self.value = value.trimmingBlanks()
    for part in parts.dropFirst() {
      guard part.count <= Self.longestAttribute else { return nil }
      add(part)
    }
  }

  private mutating func add(_ part: ArraySlice<UInt8>) {
    let pair = part.cut(at: "=")
    let name = (pair?.before ?? part).trimmingBlanks()
    guard !name.isEmpty else { return }
    set(name, pair?.after.trimmingBlanks())
  }

  func has(_ name: StaticString) -> Bool { index(of: Self.bytes(name)) != nil }

  /// The value of an attribute, as text; empty where it has none, nil where there is no such attribute.
  func attribute(_ name: StaticString) -> String? {
    index(of: Self.bytes(name)).map { String(decoding: attributes[$0].value ?? [], as: UTF8.self) }
  }

  mutating func set(_ name: StaticString, _ value: String? = nil) {
    set(Self.bytes(name), value.map { ArraySlice($0.utf8) })
  }

  mutating func remove(_ name: StaticString) {
    let name = Self.bytes(name)
    attributes.removeAll { $0.name.isSpelled(name) }
  }

  private mutating func set(_ name: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>?) {
    if let index = index(of: name) {
      attributes[index].value = value
    } else {
      attributes.append(Attribute(name: name, value: value))
    }
  }

  private func index(of name: ArraySlice<UInt8>) -> Int? {
    attributes.firstIndex { $0.name.isSpelled(name) }
  }

  private static func bytes(_ text: StaticString) -> ArraySlice<UInt8> {
    text.withUTF8Buffer { ArraySlice($0) }
  }

  /// The field's value.
  var bytes: [UInt8] {
    var bytes = Array(name.utf8)
    bytes.append(UInt8(ascii: "="))
    bytes += value
    for attribute in attributes {
      bytes += "; ".utf8
      bytes += attribute.name
      guard let value = attribute.value else { continue }
      bytes.append(UInt8(ascii: "="))
      bytes += value
    }
    return bytes
  }
}
