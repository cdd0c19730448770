/// For each set of kinds of bytes that was met: which nodes of the trie cannot change a value of only these. Most values
/// are of few such sets, so that this is worked out once for many transactions.
final class EffectTable {
  private static let limit = 4096

  private let trie: TransformationTrie
  private let words: Int
  /// Rows of bits, one for each node.
  private let bits = Column<UInt64>(capacity: 1024)
  private let keys = Column<UInt32>(capacity: 4 * limit)
  private let rows = Column<Int32>(capacity: 4 * limit)
  private let used = Column<Int32>()

  init(_ trie: TransformationTrie) {
    self.trie = trie
    words = trie.words
    keys.append(0, count: 4 * Self.limit)
    rows.append(-1, count: 4 * Self.limit)
  }

  deinit {
    bits.destroy()
    keys.destroy()
    rows.destroy()
    used.destroy()
  }

  /// To be called between transactions, since it makes rows invalid; whether it did.
  func forgetIfLarge() -> Bool {
    guard bits.count > Self.limit * words else { return false }
    rows.fill(-1)
    bits.removeAll()
    used.removeAll()
    return true
  }

  func row(_ classes: ByteClasses) -> Int32 {
    let mask = keys.count - 1
    var place = Int((classes.rawValue &* 2_654_435_761) >> 13) & mask
    while rows[place] >= 0 {
      if keys[place] == classes.rawValue { return rows[place] }
      place = (place + 1) & mask
    }
    let row = makeRow(classes)
    // One transaction with more sets than there is room for works its own out each time.
    if used.count < 3 * Self.limit {
      keys[place] = classes.rawValue
      rows[place] = row
      used.append(row)
    }
    return row
  }

  @inline(__always)
  func isWithoutEffect(_ row: Int32, node: Int) -> Bool {
    bits[Int(row) * words + node >> 6] & 1 << UInt64(node & 63) != 0
  }

  private func makeRow(_ classes: ByteClasses) -> Int32 {
    let row = bits.count / words
    bits.append(0, count: words)
    for node in 0..<trie.count {
      let parent = trie.parents[node]
      let isUnchanged =
        parent < 0
        || bits[row * words + parent >> 6] & 1 << UInt64(parent & 63) != 0
          && !trie.transformations[node].canChange(classes)
      if isUnchanged { bits[row * words + node >> 6] |= 1 << UInt64(node & 63) }
    }
    return Int32(row)
  }
}
