/// Finds short texts one of which is in everything that an expression matches.
struct ExpressionLiterals {
  /// Texts in lower case, to be searched for without regard to case.
  typealias Texts = Set<[UInt8]>

  /// What is known of a part of the expression.
  private struct Knowledge {
    /// Everything that it matches, where these are few texts.
    var exact: Texts?
    /// Texts one of which is in everything that it matches; nil where nothing is known.
    var required: Texts?
  }

  // Of the texts at one place, and of bytes that are taken apart into texts.
  private static let mostTexts = 1500
  private static let mostMembers = 8
  private static let longest = 24

  /// Nil where no such texts are known.
  static func required(by node: ExpressionNode) -> Texts? {
    let knowledge = analyse(node)
    return better(usable(knowledge.exact), knowledge.required)
  }

  /// How often one of the texts occurs in ordinary text, per byte; a rough guess that serves to compare.
  static func frequency(_ texts: Texts) -> Double {
    texts.reduce(0) { $0 + $1.reduce(1) { $0 * ByteFrequency.table[Int($1)] } }
  }

  private static func analyse(_ node: ExpressionNode) -> Knowledge {
    switch node {
    case .empty, .anchor, .look: return Knowledge(exact: [[]])
    case .bytes(let set):
      let folded = Set(set.ranges.joined().map(lowered))
      return Knowledge(exact: folded.count <= mostMembers ? Set(folded.map { [$0] }) : nil)
    case .sequence(let elements): return analyse(sequence: elements)
    case .choice(let branches): return analyse(choice: branches)
    case .repetition(let child, let minimum, let maximum):
      let known = analyse(child)
      if minimum == 0 {
        let exact = maximum == 1 ? known.exact.map { $0.union([[]]) } : nil
        return Knowledge(exact: exact.flatMap { $0.count <= mostTexts ? $0 : nil })
      }
      if minimum == 1, maximum == 1 { return known }
      if case .bytes = child, minimum > 1 {
        return analyse(sequence: Array(repeating: child, count: min(minimum, 4)), isOpen: true)
      }
      return Knowledge(required: better(usable(known.exact), known.required))
    }
  }

  private static func analyse(choice branches: [ExpressionNode]) -> Knowledge {
    var exact: Texts? = []
    var required: Texts? = []
    for branch in branches {
      let known = analyse(branch)
      exact = union(exact, known.exact)
      required = union(required, better(usable(known.exact), known.required))
    }
    return Knowledge(exact: exact, required: required)
  }

  /// - Parameter isOpen: something may follow, so that what is found is not all of it.
  private static func analyse(sequence elements: [ExpressionNode], isOpen: Bool = false) -> Knowledge {
    var exact: Texts? = [[]]
    // The texts that end here and may go on.
    var run: Texts = [[]]
    var required: Texts?
    for element in elements {
      let known = analyse(element)
      required = better(required, known.required)
      exact = product(exact, known.exact)
      if let longer = product(run, known.exact) {
        run = longer
        required = better(required, usable(run))
      } else if let own = known.exact {
        run = own
        required = better(required, usable(run))
      } else {
        run = [[]]
      }
    }
    return Knowledge(exact: isOpen ? nil : exact, required: required)
  }

  private static func product(_ left: Texts?, _ right: Texts?) -> Texts? {
    guard let left, let right, left.count * right.count <= mostTexts else { return nil }
    var result: Texts = []
    for head in left {
      for tail in right {
        if head.count + tail.count > longest { return nil }
        result.insert(head + tail)
      }
    }
    return result
  }

  private static func union(_ left: Texts?, _ right: Texts?) -> Texts? {
    guard let left, let right, left.count + right.count <= 2 * mostTexts else { return nil }
    return left.union(right)
  }

  private static func usable(_ texts: Texts?) -> Texts? {
    guard let texts, !texts.isEmpty, !texts.contains([]) else { return nil }
    return texts
  }

  private static func better(_ left: Texts?, _ right: Texts?) -> Texts? {
    guard let left else { return right }
    guard let right else { return left }
    return frequency(left) <= frequency(right) ? left : right
  }

  private static func lowered(_ byte: UInt8) -> UInt8 {
    (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
  }
}
