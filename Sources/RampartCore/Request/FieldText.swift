/// Taking the values of fields apart, byte by byte as every other parser does.
///
/// A `Character` will not do: a comma with a combining mark behind it, or with U+0600 before it, is another character, and
/// what a proxy behind it has appended would not be seen (CWE-180, CWE-436).
extension Substring {
  /// What stands between separators, which are ASCII; empty parts too.
  package func parts(at separator: Unicode.Scalar, maximum: Int = .max) -> [Substring] {
    utf8.split(
      separator: UInt8(ascii: separator), maxSplits: maximum - 1, omittingEmptySubsequences: false
    ).map { Substring($0) }
  }

  /// What stands before and behind the first separator; nil where there is none.
  package func cut(at separator: Unicode.Scalar) -> (before: Substring, after: Substring)? {
    guard let index = utf8.firstIndex(of: UInt8(ascii: separator)) else { return nil }
    return (self[..<index], Substring(utf8[index...].dropFirst()))
  }

  /// Without spaces and tabs at both ends.
  package func trimmingBlanks() -> Substring {
    let start = utf8.drop { $0 == 0x20 || $0 == 0x09 }
    let end = start.lastIndex { $0 != 0x20 && $0 != 0x09 }
    return Substring(end.map { start[...$0] } ?? start)
  }

  /// Whether it begins with ASCII text, and goes on with whatever it likes.
  package func begins(with text: StaticString) -> Bool {
    text.withUTF8Buffer { utf8.starts(with: $0) }
  }
}

extension StringProtocol {
  /// The parts of a list with commas, without the blanks around them (RFC 9110, 5.6.1).
  package var listMembers: [Substring] { Substring(self).parts(at: ",").map { $0.trimmingBlanks() } }
}

extension Collection<UInt8> {
  /// Without spaces and tabs at both ends.
  package var trimmingBlanks: [UInt8] {
    let start = drop { $0 == 0x20 || $0 == 0x09 }
    return Array(start.reversed().drop { $0 == 0x20 || $0 == 0x09 }.reversed())
  }
}
