extension ExpressionParser {
  mutating func parseGroup() throws(Unsupported) -> ExpressionNode {
    guard take("?") else { return try groupContent() }
    if take(":") { return try groupContent() }
    if take(">") {
      isExact = false
      return try groupContent()
    }
    if take("=") { return try parseLook(isAhead: true, isNegative: false) }
    if take("!") { return try parseLook(isAhead: true, isNegative: true) }
    if take("<=") { return try parseLook(isAhead: false, isNegative: false) }
    if take("<!") { return try parseLook(isAhead: false, isNegative: true) }
    if take("P<") || take("<") || take("'") {
      try skipName()
      return try groupContent()
    }
    return try parseFlags()
  }

  private mutating func parseLook(isAhead: Bool, isNegative: Bool) throws(Unsupported) -> ExpressionNode {
    guard case .bytes(let set) = try groupContent(), allowsLooks else {
      isExact = false
      return .empty
    }
    return .look(isAhead: isAhead, isNegative ? set.inverted : set, allowsEdge: isNegative)
  }

  private mutating func groupContent() throws(Unsupported) -> ExpressionNode {
    let outer = flags
    defer { flags = outer }
    let node = try parseChoice()
    guard take(")") else { throw Unsupported() }
    return node
  }

  private mutating func skipName() throws(Unsupported) {
    while let byte = next, ByteSet.wordBytes.contains(byte) {
      position += 1
    }
    guard take(">") || take("'") else { throw Unsupported() }
  }

  /// `(?i)` holds to the end of the group that it stands in, `(?i:…)` for its own.
  private mutating func parseFlags() throws(Unsupported) -> ExpressionNode {
    var changed = flags
    var isOn = true
    while let byte = next {
      position += 1
      switch byte {
      case UInt8(ascii: "i"): changed.caseless = isOn
      case UInt8(ascii: "s"): changed.dotAll = isOn
      case UInt8(ascii: "-") where isOn: isOn = false
      case UInt8(ascii: ")"):
        flags = changed
        return .empty
      case UInt8(ascii: ":"):
        let outer = flags
        flags = changed
        defer { flags = outer }
        return try groupContent()
      default: throw Unsupported()
      }
    }
    throw Unsupported()
  }
}
