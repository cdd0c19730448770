/// `setvar`, with keys resolved where they are known.
struct PlanAssignment: Sendable {
  enum Key: Sendable {
    case slot(Int)
    case expanded(MacroPlan)
  }

  enum Change: Sendable {
    case set(MacroPlan)
    /// The number of a literal is known beforehand.
    case setLiteral(ByteRange, number: Int)
    /// Positive or negative.
    case add(MacroPlan, sign: Int)
    case addNumber(Int)
    case delete
  }

  let key: Key
  let change: Change

  var macros: [MacroPlan] {
    var macros: [MacroPlan] = []
    if case .expanded(let macro) = key { macros.append(macro) }
    switch change {
    case .set(let macro), .add(let macro, _): macros.append(macro)
    case .setLiteral, .addNumber, .delete: break
    }
    return macros
  }
}
