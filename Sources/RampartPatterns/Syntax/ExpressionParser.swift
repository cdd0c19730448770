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
  /// Whether nothing was left out or weakened so far.
  var isExact = true
  /// Whether nodes may look ahead and behind; the writer has no form for them.
  let allowsLooks: Bool
  private var depth = 0
  // Groups in groups; the parser calls itself for each.
  private static let deepest = 128
  private static let quantifiers = ByteSet("*+?".utf8)

  private init(_ expression: PatternExpression, allowsLooks: Bool) {
    self.allowsLooks = allowsLooks
    input = expression.bytes
    flags = Flags(
      caseless: expression.options.contains(.caseless), dotAll: expression.options.contains(.dotAll))
  }

  /// Nil where something in it is not known. What looks ahead or behind is left out.
  static func parse(_ expression: PatternExpression) -> ExpressionNode? {
    var parser = ExpressionParser(expression, allowsLooks: false)
    return parser.parseAll()
  }

  /// The same for an automaton: with looks at one byte, and whether the node matches exactly where the expression does.
  static func read(_ expression: PatternExpression) -> (node: ExpressionNode, isExact: Bool)? {
    var parser = ExpressionParser(expression, allowsLooks: true)
    return parser.parseAll().map { ($0, parser.isExact) }
  }

  private mutating func parseAll() -> ExpressionNode? {
    guard let node = try? parseChoice(), position == input.count else { return nil }
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
      // Lazy: which of the matches it is does not concern us.
      if !take("?"), take("+") {
        node = possessive(node, minimum, maximum)
      } else {
        node = .repetition(node, minimum: minimum, maximum: maximum)
      }
    }
    return node
  }

  /// A run that gives nothing back ends where no more of it comes, or where it is full.
  private mutating func possessive(_ node: ExpressionNode, _ minimum: Int, _ maximum: Int?) -> ExpressionNode {
    let plain = ExpressionNode.repetition(node, minimum: minimum, maximum: maximum)
    guard allowsLooks, case .bytes(let set) = node else {
      isExact = false
      return plain
    }
    let end = ExpressionNode.look(isAhead: true, set.inverted, allowsEdge: true)
    guard let maximum else { return .sequence([plain, end]) }
    guard minimum < maximum else { return plain }
    let full = ExpressionNode.repetition(node, minimum: maximum, maximum: maximum)
    return .choice([full, .sequence([.repetition(node, minimum: minimum, maximum: maximum - 1), end])])
  }

  private mutating func parseQuantifier() throws(Unsupported) -> (Int, Int?)? {
    if take("*") { return (0, nil) }
    if take("+") { return (1, nil) }
    if take("?") { return (0, 1) }
    let start = position
    guard take("{"), let minimum = parseNumber() else {
      // From PCRE2 10.43 on these are quantifiers.
      if position > start, take(",") || take(" ") { isExact = false }
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
