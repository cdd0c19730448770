/// Taking the values of fields apart that pass on: a value is bytes, which need not be UTF-8 (RFC 9110, 5.5), and as text
/// what is not would come out as something else.
extension ArraySlice<UInt8> {
  /// What stands between separators; empty parts too.
  package func parts(at separator: Unicode.Scalar) -> [ArraySlice<UInt8>] {
    split(separator: UInt8(ascii: separator), omittingEmptySubsequences: false)
  }

  /// What stands before and behind the first separator; nil where there is none.
  package func cut(at separator: Unicode.Scalar) -> (before: ArraySlice<UInt8>, after: ArraySlice<UInt8>)? {
    guard let index = firstIndex(of: UInt8(ascii: separator)) else { return nil }
    return (self[..<index], self[(index + 1)...])
  }

  /// Without spaces and tabs at both ends.
  package func trimmingBlanks() -> ArraySlice<UInt8> {
    let start = drop { $0 == 0x20 || $0 == 0x09 }
    guard let end = start.lastIndex(where: { $0 != 0x20 && $0 != 0x09 }) else { return start }
    return start[...end]
  }

  /// Whether these are the bytes of an ASCII text, in any case.
  package func isSpelled(_ text: some StringProtocol) -> Bool {
    let text = text.utf8
    return text.count == count && zip(self, text).allSatisfy { Self.folded($0) == Self.folded($1) }
  }

  package func isSpelled(_ other: ArraySlice<UInt8>) -> Bool {
    other.count == count && zip(self, other).allSatisfy { Self.folded($0) == Self.folded($1) }
  }

  private static func folded(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }
}
