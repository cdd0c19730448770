/// Makes weaker expressions: they match wherever the given one does, and are small enough to be compiled.
///
/// Vectorscan refuses expressions that are too large or have anchors in the middle. Large ones in rules are lists of
/// words with something optional between any two letters. Taking that for any run of the bytes in it makes them much
/// smaller and hardly weaker; words are cut behind a number of letters.
struct ExpressionRelaxation {
  /// What became of a part: what can go on behind it, and what ends there because it was cut.
  private struct Relaxed {
    var open: ExpressionNode?
    var cut: ExpressionNode?
  }

  // Optional parts with at most so many bytes to compare become runs of these bytes.
  private static let smallPart = 12
  private static let mostCopies = 4

  /// Ever weaker forms, without those that match everywhere.
  static func forms(of node: ExpressionNode, lengths: [Int]) -> [PatternExpression] {
    var forms: [PatternExpression] = []
    for length in lengths {
      let relaxed = relax(node, length)
      let whole = trimmed(alternatives([relaxed.cut, relaxed.open].compactMap(\.self)))
      if whole.isNullable { continue }
      let form = ExpressionWriter.write(whole)
      if form != forms.last { forms.append(form) }
    }
    return forms
  }

  private static func relax(_ node: ExpressionNode, _ length: Int) -> Relaxed {
    switch node {
    case .empty, .look: return Relaxed(open: .empty)
    // An anchor at the end in the middle is one of the things that are refused.
    case .anchor(let anchor): return Relaxed(open: anchor.isEnd ? .empty : node)
    case .bytes: return length > 0 ? Relaxed(open: node) : Relaxed(cut: .empty)
    case .sequence(let elements): return relax(sequence: stretches(of: elements), length)
    case .choice(let branches):
      if let run = run(insteadOf: node) { return run }
      return relax(choice: branches, length)
    case .repetition(let child, let minimum, let maximum):
      return relax(repetition: child, minimum, maximum, length)
    }
  }

  private static func relax(choice branches: [ExpressionNode], _ length: Int) -> Relaxed {
    let relaxed = branches.map { relax($0, length) }
    let open = relaxed.compactMap(\.open)
    let cut = relaxed.compactMap(\.cut)
    return Relaxed(open: open.isEmpty ? nil : alternatives(open), cut: cut.isEmpty ? nil : alternatives(cut))
  }

  /// From the end: what follows a part stands behind its open form only.
  private static func relax(sequence elements: [ExpressionNode], _ length: Int) -> Relaxed {
    var parts: [Relaxed] = []
    var rest = length
    for element in elements {
      let relaxed = relax(element, rest)
      parts.append(relaxed)
      if relaxed.open == nil { break }
      rest -= min(rest, element.minimumWidth)
    }
    var result = Relaxed(open: .empty)
    for part in parts.reversed() {
      let open = joined(part.open, result.open)
      let cut = [part.cut, joined(part.open, result.cut)].compactMap(\.self)
      result = Relaxed(open: open, cut: cut.isEmpty ? nil : alternatives(cut))
    }
    return result
  }

  private static func relax(
    repetition child: ExpressionNode, _ minimum: Int, _ maximum: Int?, _ length: Int
  ) -> Relaxed {
    if minimum == 0 {
      if let run = run(insteadOf: .repetition(child, minimum: 0, maximum: maximum)) { return run }
      if maximum != 1 { return Relaxed(open: anyRun(child.alphabet)) }
      return relax(choice: [.empty, child], length)
    }
    // So many times, then any run of the same bytes.
    let isSingle = if case .bytes = child { true } else { false }
    let copies = Array(repeating: child, count: isSingle ? min(minimum, mostCopies) : 1)
    var relaxed = relax(sequence: copies, length)
    if maximum != copies.count { relaxed.open = joined(relaxed.open, anyRun(child.alphabet)) }
    return relaxed
  }

  // Optional parts in a row are one optional part.
  private static func stretches(of elements: [ExpressionNode]) -> [ExpressionNode] {
    var result: [ExpressionNode] = []
    var open: [ExpressionNode] = []
    for element in elements + [.empty] {
      if element.isNullable, element.size > 0, element.size + open.reduce(0, { $0 + $1.size }) <= smallPart {
        open.append(element)
        continue
      }
      result += open.count > 1 ? [.choice([.sequence(open)])] : open
      open = []
      if element != .empty { result.append(element) }
    }
    return result
  }

  /// An optional part as any run of the bytes that are in it. It is cut where a byte of a word comes in it: such runs
  /// would run over the words that follow.
  private static func run(insteadOf node: ExpressionNode) -> Relaxed? {
    guard node.isNullable, node.size <= smallPart else { return nil }
    if node.size == 0 { return Relaxed(open: .empty) }
    if node.alphabet.isDisjoint(with: .wordBytes) || !node.firstBytes.isDisjoint(with: .wordBytes) {
      return Relaxed(open: anyRun(node.alphabet))
    }
    let gateways = wordGateways(node)
    let others = node.alphabet.subtracting(.wordBytes)
    return Relaxed(open: anyRun(others), cut: joined(anyRun(others), .bytes(gateways)))
  }

  // Bytes that stand right before a place where a byte of a word may be.
  private static func wordGateways(_ node: ExpressionNode) -> ByteSet {
    var gateways = ByteSet()
    var before = ByteSet()
    collect(node, &before, &gateways)
    return gateways
  }

  private static func collect(_ node: ExpressionNode, _ before: inout ByteSet, _ gateways: inout ByteSet) {
    switch node {
    case .empty, .anchor, .look: break
    case .bytes(let set):
      if !set.isDisjoint(with: .wordBytes) { gateways.formUnion(before) }
      before = set.subtracting(.wordBytes)
    case .sequence(let elements):
      for element in elements {
        let skipped = before
        collect(element, &before, &gateways)
        if element.isNullable { before.formUnion(skipped) }
      }
    case .choice(let branches):
      var after = ByteSet()
      for branch in branches {
        var own = before
        collect(branch, &own, &gateways)
        after.formUnion(own)
      }
      before = after
    case .repetition(let child, _, _):
      var own = before
      collect(child, &own, &gateways)
      // Once more, for what stands before the second time.
      if child.size > 1 {
        before.formUnion(own)
        collect(child, &before, &gateways)
      }
      before.formUnion(own)
    }
  }

  private static func anyRun(_ set: ByteSet) -> ExpressionNode {
    .repetition(.bytes(set), minimum: 0, maximum: nil)
  }

  private static func alternatives(_ nodes: [ExpressionNode]) -> ExpressionNode {
    nodes.count == 1 ? nodes[0] : .choice(nodes)
  }

  private static func joined(_ head: ExpressionNode?, _ tail: ExpressionNode?) -> ExpressionNode? {
    guard let head, let tail else { return nil }
    var elements: [ExpressionNode] = []
    append(head, to: &elements)
    append(tail, to: &elements)
    return elements.count == 1 ? elements[0] : .sequence(elements)
  }

  // Two runs, one behind the other, are in one run of the bytes of both.
  private static func append(_ node: ExpressionNode, to elements: inout [ExpressionNode]) {
    switch (elements.last, node) {
    case (_, .empty): return
    case (_, .sequence(let inner)):
      for element in inner {
        append(element, to: &elements)
      }
    case (.repetition(.bytes(let left), minimum: 0, maximum: nil), .repetition(.bytes(let right), minimum: 0, _)):
      elements[elements.count - 1] = anyRun(left.union(right))
    default: elements.append(node)
    }
  }

  // Text is searched for an occurrence, so what may be nothing at the end says nothing.
  private static func trimmed(_ node: ExpressionNode) -> ExpressionNode {
    switch node {
    case .empty, .bytes, .anchor, .look: return node
    case .sequence(var elements):
      while let last = elements.popLast() {
        let rest = trimmed(last)
        if rest == .empty { continue }
        elements.append(rest)
        break
      }
      return elements.isEmpty ? .empty : .sequence(elements)
    case .choice(let branches):
      let trimmed = branches.map(trimmed)
      return trimmed.contains(.empty) ? .empty : .choice(trimmed)
    case .repetition(let child, let minimum, _):
      return minimum == 0 ? .empty : .repetition(trimmed(child), minimum: minimum, maximum: minimum)
    }
  }
}
