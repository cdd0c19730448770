/// Appends JSON text to a byte array, escaping whatever could end a string, a line or a terminal's patience.
///
/// Control characters, DEL, the C1 controls and the line separators U+2028/2029 are escaped, and bytes that are not
/// UTF-8 become U+FFFD, so that one log line is always one line (CWE-117).
package struct JSONWriter {
  package var bytes: [UInt8] = []

  package init() {}

  package mutating func raw(_ text: StaticString) {
    text.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }

  package mutating func raw(_ text: String) {
    bytes.append(contentsOf: text.utf8)
  }

  package mutating func newLine(indentation: Int) {
    bytes.append(UInt8(ascii: "\n"))
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indentation))
  }

  package mutating func string(_ text: String) {
    var text = text
    text.withUTF8 { string(utf8: UnsafeRawBufferPointer($0)) }
  }

  /// Appends `text` as a JSON string.
  package mutating func string(utf8 text: UnsafeRawBufferPointer) {
    bytes.append(UInt8(ascii: "\""))
    if text.allSatisfy({ $0 >= 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
      bytes.append(contentsOf: text)
    } else {
      for scalar in String(decoding: text, as: UTF8.self).unicodeScalars { append(escaping: scalar) }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  package mutating func integer(_ value: some FixedWidthInteger) {
    if value >= 0 && value < 10 {
      bytes.append(UInt8(ascii: "0") + UInt8(value))
    } else {
      bytes.append(contentsOf: String(value).utf8)
    }
  }

  private mutating func append(escaping scalar: Unicode.Scalar) {
    switch scalar.value {
    case 0x22: raw("\\\"")
    case 0x5C: raw("\\\\")
    case 0x0A: raw("\\n")
    case 0x0D: raw("\\r")
    case 0x09: raw("\\t")
    case 0..<0x20, 0x7F...0x9F, 0x2028, 0x2029:
      let hex = String(scalar.value, radix: 16)
      raw("\\u")
      raw(String(repeating: "0", count: 4 - hex.count))
      raw(hex)
    default: bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }
  }
}
