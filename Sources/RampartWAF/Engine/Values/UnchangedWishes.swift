/// For values of the same kinds of bytes that are to be scanned for the same: what is wanted of the value as it is, which
/// is the same for all of them, and which nodes of the trie are left to be looked at, because they may change it.
final class UnchangedWishes {
  struct Entry: BitwiseCopyable {
    /// Where its bits begin.
    var mask: Int32 = 0
    /// Where the places of its nodes among those of the row begin, and behind the last.
    var start: Int32 = 0
    var end: Int32 = 0
    var isEmpty = true
  }

  private static let limit = 2048

  var count: Int { entries.count }

  private let words: Int
  let masks = Column<UInt64>()
  /// Indices into the nodes of the wanted scans.
  let nodes = Column<Int32>()
  private let entries = Column<Entry>()
  // Open addressing; -1 where it is free.
  private let keys = Column<UInt64>(capacity: 2 * limit)
  private let places = Column<Int32>(capacity: 2 * limit)

  init(words: Int) {
    self.words = words
    keys.append(0, count: 2 * Self.limit)
    places.append(-1, count: 2 * Self.limit)
  }

  deinit {
    masks.destroy()
    nodes.destroy()
    entries.destroy()
    keys.destroy()
    places.destroy()
  }

  /// To be called whenever rows of the effect table become invalid.
  func removeAll() {
    guard entries.count > 0 else { return }
    masks.removeAll()
    nodes.removeAll()
    entries.removeAll()
    places.fill(-1)
  }

  func entry(_ effect: Int32, of effects: EffectTable, _ row: Int, _ rows: WantedScans.Rows) -> Entry {
    let key = UInt64(UInt32(bitPattern: effect)) << 32 | UInt64(row)
    let last = keys.count - 1
    var place = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 40) & last
    while places[place] >= 0 {
      if keys[place] == key { return entries[Int(places[place])] }
      place = (place + 1) & last
    }
    // Whoever makes up values without end must not make this grow.
    if entries.count == Self.limit {
      removeAll()
      return self.entry(effect, of: effects, row, rows)
    }
    let entry = make(effect, effects, row, rows)
    keys[place] = key
    places[place] = Int32(entries.count)
    entries.append(entry)
    return entry
  }

  private func make(_ effect: Int32, _ effects: EffectTable, _ row: Int, _ rows: WantedScans.Rows) -> Entry {
    var entry = Entry(mask: Int32(masks.count), start: Int32(nodes.count))
    masks.append(0, count: words)
    for index in rows.nodes(row) {
      guard effects.isWithoutEffect(effect, node: Int(rows.node(index))) else {
        nodes.append(Int32(index))
        continue
      }
      let mask = rows.nodeMask(index)
      for word in 0..<words { masks[Int(entry.mask) + word] |= mask[word] }
      entry.isEmpty = false
    }
    entry.end = Int32(nodes.count)
    return entry
  }
}
