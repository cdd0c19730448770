/// An expression, as far as it says which bytes may follow one another.
///
/// What is not known of it is left out or taken for something weaker: a node matches wherever the expression does, and
/// perhaps elsewhere too. ``ExpressionParser/read(_:)`` says whether it is the same.
indirect enum ExpressionNode: Hashable {
  case empty
  case bytes(ByteSet)
  case anchor(Anchor)
  /// The byte before or behind the place is in the set, or there is none and that is allowed.
  case look(isAhead: Bool, ByteSet, allowsEdge: Bool)
  case sequence([ExpressionNode])
  case choice([ExpressionNode])
  /// No `maximum` where there is none.
  case repetition(ExpressionNode, minimum: Int, maximum: Int?)

  enum Anchor: String {
    case lineStart = "^"
    case lineEnd = "$"
    case textStart = "\\A"
    case textEnd = "\\z"
    case lastLineEnd = "\\Z"
    case wordBoundary = "\\b"
    case noWordBoundary = "\\B"

    var isEnd: Bool { self == .lineEnd || self == .textEnd || self == .lastLineEnd }
  }

  /// Whether no byte is needed.
  var isNullable: Bool {
    switch self {
    case .empty, .anchor, .look: true
    case .bytes: false
    case .sequence(let elements): elements.allSatisfy(\.isNullable)
    case .choice(let branches): branches.contains(where: \.isNullable)
    case .repetition(let child, let minimum, _): minimum == 0 || child.isNullable
    }
  }

  /// The fewest bytes that it takes.
  var minimumWidth: Int {
    switch self {
    case .empty, .anchor, .look: 0
    case .bytes: 1
    case .sequence(let elements): elements.reduce(0) { $0 &+ $1.minimumWidth }
    case .choice(let branches): branches.map(\.minimumWidth).min() ?? 0
    // Widths are compared with small budgets only; numbers out of a rule must not overflow.
    case .repetition(let child, let minimum, _): min(child.minimumWidth, 1 << 16) * min(minimum, 1 << 16)
    }
  }

  /// Every byte that may occur in what it matches.
  var alphabet: ByteSet {
    switch self {
    case .empty, .anchor, .look: ByteSet()
    case .bytes(let set): set
    case .sequence(let nodes), .choice(let nodes): nodes.reduce(into: ByteSet()) { $0.formUnion($1.alphabet) }
    case .repetition(let child, _, _): child.alphabet
    }
  }

  /// Every byte that what it matches may begin with.
  var firstBytes: ByteSet {
    switch self {
    case .empty, .anchor, .look: return ByteSet()
    case .bytes(let set): return set
    case .sequence(let elements):
      var first = ByteSet()
      for element in elements {
        first.formUnion(element.firstBytes)
        if !element.isNullable { break }
      }
      return first
    case .choice(let branches): return branches.reduce(into: ByteSet()) { $0.formUnion($1.firstBytes) }
    case .repetition(let child, _, _): return child.firstBytes
    }
  }

  /// Whether it is one text, perhaps in any case of its letters.
  var isText: Bool {
    switch self {
    case .bytes(let set): set.withoutUpperTwins.count == 1
    case .sequence(let elements): elements.allSatisfy { if case .bytes = $0 { $0.isText } else { false } }
    default: false
    }
  }

  /// Whether no place tells the cases of a letter apart.
  var isCaseless: Bool {
    switch self {
    case .empty, .anchor, .look: true
    case .bytes(let set): set == set.caseFolded
    case .sequence(let nodes), .choice(let nodes): nodes.allSatisfy(\.isCaseless)
    case .repetition(let child, _, _): child.isCaseless
    }
  }

  /// The number of places where a byte is compared.
  var size: Int {
    switch self {
    case .empty, .anchor, .look: 0
    case .bytes: 1
    case .sequence(let nodes), .choice(let nodes): nodes.reduce(0) { $0 + $1.size }
    case .repetition(let child, _, _): child.size
    }
  }
}
