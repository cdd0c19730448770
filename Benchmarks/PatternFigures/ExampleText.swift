import RampartTesting

@testable import RampartPatterns

/// Makes texts that an expression matches, but for its anchors: what hostile texts are made from.
enum ExampleText {
  static func make(_ node: ExpressionNode, using generator: inout SeededGenerator) -> [UInt8] {
    switch node {
    case .empty, .anchor, .look: []
    case .bytes(let set):
      set.ranges.randomElement(using: &generator)?.randomElement(using: &generator).map { [$0] } ?? []
    case .sequence(let elements): elements.flatMap { make($0, using: &generator) }
    case .choice(let branches): branches.randomElement(using: &generator).map { make($0, using: &generator) } ?? []
    case .repetition(let child, let minimum, let maximum):
      (0..<Int.random(in: minimum...min(maximum ?? .max, minimum + 2), using: &generator)).flatMap { _ in
        make(child, using: &generator)
      }
    }
  }
}
