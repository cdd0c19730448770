/// Reads the part of PCRE's syntax that rules are written in.
///
/// What it does not know it refuses, rather than guess: what it gives back must match wherever the expression does.
struct ExpressionParser {
  struct Unsupported: Error {}

  struct Flags {
    var caseless: Bool
    var dotAll: Bool
  }

  let input: [UInt8]
  var position = 0
  var flags: Flags
  private var depth = 0
  // Groups in groups; the parser calls itself for each.
  private static let deepest = 128
  private static let quantifiers = ByteSet("*+?".utf8)

  private init(_ expression: PatternExpression) {
    input = expression.bytes
    flags = Flags(
      caseless: expression.options.contains(.caseless), dotAll: expression.options.contains(.dotAll))
  }

  /// Nil where something in it is not known.
  static func parse(_ expression: PatternExpression) -> ExpressionNode? {
    var parser = ExpressionParser(expression)
    guard let node = try? parser.parseChoice(), parser.position == parser.input.count else { return nil }
    return node
  }

  var next: UInt8? { position < input.count ? input[position] : nil }

  mutating func take(_ text: StaticString) -> Bool {
    let matches = text.withUTF8Buffer { input[position...].starts(with: $0) }
    if matches { position += text.utf8CodeUnitCount }
    return matches
  }

  mutating func parseChoice() throws(Unsupported) -> ExpressionNode {
    depth += 1
    defer { depth -= 1 }
    guard depth < Self.deepest else { throw Unsupported() }
    var branches = [try parseSequence()]
    while take("|") {
      branches.append(try parseSequence())
    }
    return branches.count == 1 ? branches[0] : .choice(branches)
  }

  private mutating func parseSequence() throws(Unsupported) -> ExpressionNode {
    var elements: [ExpressionNode] = []
    while let byte = next, byte != UInt8(ascii: "|"), byte != UInt8(ascii: ")") {
      let atom = try parseAtom()
      elements.append(try parseQuantifiers(of: atom))
    }
    return elements.count == 1 ? elements[0] : .sequence(elements)
  }

  private mutating func parseAtom() throws(Unsupported) -> ExpressionNode {
    if take("(") { return try parseGroup() }
    if take("[") { return .bytes(try parseClass()) }
    if take("\\") { return try parseEscape() }
    if take("^") { return .anchor(.lineStart) }
    if take("$") { return .anchor(.lineEnd) }
    if take(".") { return .bytes(flags.dotAll ? .all : ByteSet([0x0A]).inverted) }
    guard let byte = next, !Self.quantifiers.contains(byte) else { throw Unsupported() }
    position += 1
    return .bytes(folded(ByteSet([byte])))
  }

  func folded(_ set: ByteSet) -> ByteSet {
    flags.caseless ? set.caseFolded : set
  }

  private mutating func parseQuantifiers(of atom: ExpressionNode) throws(Unsupported) -> ExpressionNode {
    var node = atom
    while let (minimum, maximum) = try parseQuantifier() {
      // Lazy and possessive: which of the matches it is does not concern us.
      if !take("?") { _ = take("+") }
      node = .repetition(node, minimum: minimum, maximum: maximum)
    }
    return node
  }

  private mutating func parseQuantifier() throws(Unsupported) -> (Int, Int?)? {
    if take("*") { return (0, nil) }
    if take("+") { return (1, nil) }
    if take("?") { return (0, 1) }
    let start = position
    guard take("{"), let minimum = parseNumber() else {
      position = start
      return nil
    }
    if take("}") { return (minimum, minimum) }
    guard take(",") else {
      position = start
      return nil
    }
    if take("}") { return (minimum, nil) }
    guard let maximum = parseNumber(), take("}") else {
      position = start
      return nil
    }
    guard minimum <= maximum else { throw Unsupported() }
    return (minimum, maximum)
  }

  private mutating func parseNumber() -> Int? {
    var value = 0
    let start = position
    while let byte = next, ByteSet.digits.contains(byte), position - start < 5 {
      value = value * 10 + Int(byte - 0x30)
      position += 1
    }
    return position > start ? value : nil
  }
}
