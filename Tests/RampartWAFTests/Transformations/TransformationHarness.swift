import RampartWAF

extension Transformation {
  /// The value that comes out, whether or not it changed.
  func result(of value: [UInt8]) -> [UInt8] {
    var output: [UInt8] = []
    let changed = value.withUnsafeBytes { apply($0, to: &output) }
    return changed ? output : value
  }

  /// For values that are readable: each byte is one Latin-1 character.
  func result(of value: String) -> String {
    Latin1.text(result(of: Latin1.bytes(value)))
  }
}

/// A text in which each byte is one character, so that tables can hold any bytes.
enum Latin1 {
  static func bytes(_ text: String) -> [UInt8] { text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) } }

  static func text(_ bytes: [UInt8]) -> String {
    var text = ""
    for byte in bytes { text.unicodeScalars.append(UnicodeScalar(byte)) }
    return text
  }
}
