import RampartCore

/// A character that YAML forbids (YAML 1.2, 5.1), and where it stands; libYAML says neither reliably.
enum UnreadableCharacter {
  static func problem(in text: String) -> ConfigurationProblem {
    var position = SourcePosition(line: 1, column: 1)
    var previous: Unicode.Scalar = " "
    for scalar in text.unicodeScalars {
      guard isAllowed(scalar) else {
        let code = String(scalar.value, radix: 16, uppercase: true)
        let name = "U+" + String(repeating: "0", count: max(0, 4 - code.count)) + code
        return ConfigurationProblem("syntax", "the character \(name) cannot stand in YAML", at: position)
      }
      if scalar == "\n" || scalar == "\r" {
        if scalar == "\r" || previous != "\r" { position = SourcePosition(line: position.line + 1, column: 1) }
      } else {
        position.column += 1
      }
      previous = scalar
    }
    return ConfigurationProblem("syntax", "the file is not readable as text")
  }

  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xD7FF, 0xE000...0xFFFD, 0x1_0000...0x10_FFFF: true
    default: false
    }
  }
}
