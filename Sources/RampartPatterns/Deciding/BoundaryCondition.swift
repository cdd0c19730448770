/// What an anchor asks of the two sides of a place.
enum BoundaryCondition: UInt8, Sendable {
  case textStart, lineStart, textEnd, lineEnd, lastLineEnd, wordBoundary, noWordBoundary

  init(_ anchor: ExpressionNode.Anchor, isMultiline: Bool) {
    self =
      switch anchor {
      case .lineStart: isMultiline ? .lineStart : .textStart
      case .lineEnd: isMultiline ? .lineEnd : .lastLineEnd
      case .textStart: .textStart
      case .textEnd: .textEnd
      case .lastLineEnd: .lastLineEnd
      case .wordBoundary: .wordBoundary
      case .noWordBoundary: .noWordBoundary
      }
  }

  func holds(left: Neighbour, right: Neighbour) -> Bool {
    switch self {
    case .textStart: left.isEdge
    // No line begins behind a line feed that ends the text, says PCRE2.
    case .lineStart: left.isEdge || left.isLineFeed && !left.isLast
    case .textEnd: right.isEdge
    case .lineEnd: right.isEdge || right.isLineFeed
    case .lastLineEnd: right.isEdge || right.isLast
    case .wordBoundary: left.isWord != right.isWord
    case .noWordBoundary: left.isWord == right.isWord
    }
  }
}
