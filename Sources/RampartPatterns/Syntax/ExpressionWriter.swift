/// Writes a node as an expression that needs no options for dots.
struct ExpressionWriter {
  private var output: [UInt8] = []
  /// Letters are written once for both cases.
  private let isCaseless: Bool

  private init(isCaseless: Bool) {
    self.isCaseless = isCaseless
  }

  // Short, because the library takes no more than 16,000 bytes.
  static func write(_ node: ExpressionNode) -> PatternExpression {
    var writer = ExpressionWriter(isCaseless: node.isCaseless)
    writer.write(node)
    return PatternExpression(writer.output, options: writer.isCaseless ? .caseless : [])
  }

  /// A byte that stands for itself, whatever it is.
  static func append(_ byte: UInt8, to output: inout [UInt8]) {
    if ByteSet.wordBytes.contains(byte) {
      output.append(byte)
    } else if (0x21...0x7E).contains(byte) {
      output += [0x5C, byte]
    } else {
      let digits = Array("0123456789abcdef".utf8)
      output += [0x5C, 0x78, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
  }

  private mutating func write(_ node: ExpressionNode) {
    switch node {
    // Only what was read for an automaton has it.
    case .empty, .look: output += "(?:)".utf8
    case .bytes(let set): write(isCaseless ? set.withoutUpperTwins : set)
    case .anchor(let anchor): output += anchor.rawValue.utf8
    case .sequence(let elements):
      for element in elements {
        write(element)
      }
    case .choice(let branches):
      output += "(?:".utf8
      for (index, branch) in branches.enumerated() {
        if index > 0 { output.append(UInt8(ascii: "|")) }
        if branch != .empty { write(branch) }
      }
      output.append(UInt8(ascii: ")"))
    case .repetition(let child, let minimum, let maximum):
      let isSingle = if case .bytes = child { true } else { false }
      if !isSingle { output += "(?:".utf8 }
      write(child)
      if !isSingle { output.append(UInt8(ascii: ")")) }
      output += Self.quantifier(minimum, maximum).utf8
    }
  }

  private static func quantifier(_ minimum: Int, _ maximum: Int?) -> String {
    switch (minimum, maximum) {
    case (0, nil): "*"
    case (1, nil): "+"
    case (0, 1): "?"
    case (_, nil): "{\(minimum),}"
    case (_, .some(let maximum)): "{\(minimum),\(maximum)}"
    }
  }

  private mutating func write(_ set: ByteSet) {
    let ranges = set.ranges
    if ranges.count == 1, ranges[0].count == 1 { return Self.append(ranges[0].lowerBound, to: &output) }
    // Nothing is in the set: an expression that never matches.
    if ranges.isEmpty {
      output += "[^\\x00-\\xff]".utf8
      return
    }
    output.append(UInt8(ascii: "["))
    for range in ranges {
      Self.append(range.lowerBound, to: &output)
      if range.count > 1 {
        if range.count > 2 { output.append(UInt8(ascii: "-")) }
        Self.append(range.upperBound, to: &output)
      }
    }
    output.append(UInt8(ascii: "]"))
  }
}
