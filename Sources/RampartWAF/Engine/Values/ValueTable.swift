import RampartPatterns

/// The values of a transaction that stay as they are for a phase, with all that was made of them.
///
/// INVARIANT: every content lies in the store of the transaction and stays there until it ends.
final class ValueTable {
  private static let transformationCount = Transformation.allCases.count

  let plan: Plan
  private let store: ByteStore
  let memory: ScanMemory
  let effects: EffectTable
  let values = Column<RequestValue>()
  let contents = Column<Content>()
  /// Rows of contents by node of the trie, and by transformation.
  private let rows = Column<Int32>(capacity: 4096)
  let hits = Column<UInt64>(capacity: 1024)
  /// Where the values of each kind are: the first, and the one behind the last.
  private let starts = Column<Int32>()
  private let ends = Column<Int32>()
  /// What is wanted of the value at hand, for each of its contents.
  let wishes = Column<UInt64>()
  let unchanged: UnchangedWishes
  /// How many of the values the first phase has searched for the second already.
  var aheadCount = 0

  init(_ plan: Plan, _ store: ByteStore, _ memory: ScanMemory) {
    self.plan = plan
    self.store = store
    self.memory = memory
    effects = EffectTable(plan.trie)
    unchanged = UnchangedWishes(words: plan.gates.words)
    starts.append(0, count: ValueKind.allCases.count)
    ends.append(0, count: ValueKind.allCases.count)
  }

  deinit {
    values.destroy()
    contents.destroy()
    rows.destroy()
    hits.destroy()
    starts.destroy()
    ends.destroy()
    wishes.destroy()
  }

  func removeAll() {
    values.removeAll()
    contents.removeAll()
    rows.removeAll()
    hits.removeAll()
    starts.fill(0)
    ends.fill(0)
    aheadCount = 0
    if effects.forgetIfLarge() { unchanged.removeAll() }
  }

  @inline(__always)
  func range(_ kind: ValueKind) -> Range<Int> {
    Int(starts[Int(kind.rawValue)])..<Int(ends[Int(kind.rawValue)])
  }

  /// Adds the values of one kind, which must come together and once, and their names where these are a kind of their own.
  @inline(__always)
  func add(_ kind: ValueKind, _ body: (_ add: (_ name: Bytes, _ value: Bytes) -> Void) -> Void) {
    guard plan.usedKinds[Int(kind.rawValue)] else { return }
    starts[Int(kind.rawValue)] = Int32(values.count)
    body { name, bytes in
      let key = plan.keys.find(name)
      values.append(RequestValue(name: name, key: key, bytes: bytes, valueClass: plan.classes[kind, key]))
    }
    ends[Int(kind.rawValue)] = Int32(values.count)
    if let names = kind.names, plan.usedKinds[Int(names.rawValue)] { addNames(of: kind, as: names) }
  }

  private func addNames(of kind: ValueKind, as names: ValueKind) {
    starts[Int(names.rawValue)] = Int32(values.count)
    for index in range(kind) {
      let (name, key) = (values[index].name, values[index].key)
      values.append(RequestValue(name: name, key: key, bytes: name, valueClass: plan.classes[names, key]))
    }
    ends[Int(names.rawValue)] = Int32(values.count)
  }

  func addSingle(_ kind: ValueKind, _ bytes: Bytes) {
    guard plan.usedKinds[Int(kind.rawValue)] else { return }
    starts[Int(kind.rawValue)] = Int32(values.count)
    values.append(RequestValue(name: .empty, key: -1, bytes: bytes, valueClass: plan.classes[kind, -1]))
    ends[Int(kind.rawValue)] = Int32(values.count)
  }

  /// What the chain of transformations that ends at `node` makes of a value.
  @inline(__always)
  func content(_ value: Int, at node: Int) -> Int32 {
    if values[value].content < 0 { begin(value) }
    if effects.isWithoutEffect(values[value].effects, node: node) { return values[value].content }
    return changedContent(value, at: node)
  }

  private func begin(_ value: Int) {
    let bytes = values[value].bytes
    let classes = ByteClasses(of: bytes)
    values[value].content = Int32(contents.count)
    values[value].effects = effects.row(classes)
    contents.append(Content(bytes: bytes, classes: classes))
  }

  private func changedContent(_ value: Int, at node: Int) -> Int32 {
    if values[value].row < 0 {
      values[value].row = Int32(rows.count)
      rows.append(-1, count: plan.trie.count)
    }
    let place = Int(values[value].row) + node
    if rows[place] >= 0 { return rows[place] }
    // No deeper than the longest chain of a rule.
    let parent = content(value, at: plan.trie.parents[node])
    let result = apply(node, to: parent, of: value)
    rows[place] = result
    return result
  }

  /// Applies the transformation of a node to what its parent has.
  private func apply(_ node: Int, to content: Int32, of value: Int) -> Int32 {
    let transformation = plan.trie.transformations[node]
    let source = contents[Int(content)]
    guard transformation.canChange(source.classes) else { return content }
    if source.results < 0 {
      contents[Int(content)].results = Int32(rows.count)
      rows.append(-1, count: Self.transformationCount)
    }
    let place = Int(contents[Int(content)].results) + plan.trie.numbers[node]
    if rows[place] >= 0 { return rows[place] }
    memory.output.removeAll(keepingCapacity: true)
    var result = content
    if transformation.apply(source.bytes, to: &memory.output) {
      result = memory.output.withUnsafeBytes { intern($0, of: value) }
    }
    rows[place] = result
    return result
  }

  /// The content of the value with these bytes, which is often there: chains that differ come to the same.
  private func intern(_ bytes: Bytes, of value: Int) -> Int32 {
    var last = values[value].content
    while true {
      if contents[Int(last)].bytes.equals(bytes) { return last }
      let next = contents[Int(last)].next
      if next < 0 { break }
      last = next
    }
    let result = Int32(contents.count)
    contents[Int(last)].next = result
    contents.append(Content(bytes: store.copy(bytes), classes: ByteClasses(of: bytes)))
    return result
  }

  /// Scans a content for what is wanted, unless it was.
  func scan(_ content: Int32, for mask: UnsafePointer<UInt64>) -> Int {
    let known = contents[Int(content)]
    let words = plan.gates.words
    if known.hits >= 0 {
      let scanned = Int(known.hits) + words
      var isEnough = true
      for word in 0..<words where mask[word] & ~hits[scanned + word] != 0 { isEnough = false }
      if isEnough { return Int(known.hits) }
    }
    let set = plan.gates.set(for: mask)
    let offset = hits.count
    hits.append(0, count: words)
    let found = hits.part(offset..<offset + words)
    plan.gates.sets[set].patterns.scan(known.bytes, wanted: mask, scratch: memory.patterns, into: found)
    for word in 0..<words { hits.append(plan.gates.masks[set * words + word]) }
    for id in plan.gates.sets[set].lone where mask[id >> 6] & 1 << UInt64(id & 63) == 0 {
      hits[offset + words + id >> 6] &= ~(1 << UInt64(id & 63))
    }
    contents[Int(content)].hits = Int32(offset)
    return offset
  }
}
