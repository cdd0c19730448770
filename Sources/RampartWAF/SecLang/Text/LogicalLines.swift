/// Takes a file apart into logical lines, without comments and empty ones.
///
/// A comment ends with its physical line, whatever its last byte is: if a backslash there continued it, the rule
/// behind it would be gone without a word.
struct LogicalLines {
  private let bytes: [UInt8]
  private let limit: Int
  private var index: Int
  private var number = 0

  init(_ bytes: [UInt8], limit: Int) {
    self.bytes = bytes
    self.limit = limit
    index = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  mutating func next() -> LogicalLine? {
    while let piece = physicalLine() {
      let start = piece.trimmedAtStart
      if start.isEmpty || start.first == .hash { continue }
      return logicalLine(beginningWith: piece)
    }
    return nil
  }

  private mutating func logicalLine(beginningWith first: SecLangText) -> LogicalLine {
    var line = LogicalLine(number: number, text: first, fault: nil)
    if first.count > limit { line.fault = tooLong }
    guard let start = continued(first, &line) else { return line }
    var joined = Array(start)
    while let piece = physicalLine() {
      let part = continued(piece, &line)
      if joined.count + piece.count <= limit { joined += part ?? piece } else { line.fault = tooLong }
      if part == nil { break }
    }
    line.text = joined[...]
    return line
  }

  /// The piece without its backslash where it goes on in the next line.
  private func continued(_ piece: SecLangText, _ line: inout LogicalLine) -> SecLangText? {
    let part = piece.endsInBackslash ? piece : piece.trimmed
    guard part.endsInBackslash else { return nil }
    if part.endIndex != piece.endIndex {
      line.fault = SecLangFault(
        "blankAfterBackslash", "blanks follow the backslash that ends a line", hint: "remove them")
    }
    return part.dropLast()
  }

  private mutating func physicalLine() -> SecLangText? {
    guard index < bytes.count else { return nil }
    number += 1
    let end = bytes[index...].firstIndex(of: .lineFeed) ?? bytes.count
    var piece = bytes[index..<end]
    index = end + 1
    if piece.last == .carriageReturn { piece.removeLast() }
    return piece
  }

  private var tooLong: SecLangFault {
    SecLangFault("lineTooLong", "a line has more than \(limit) bytes, with those that it is continued in")
  }
}

extension SecLangText {
  /// An even number of them stands for backslashes.
  fileprivate var endsInBackslash: Bool {
    reversed().prefix { $0 == .backslash }.count % 2 == 1
  }
}
