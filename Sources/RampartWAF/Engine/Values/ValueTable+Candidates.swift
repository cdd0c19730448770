extension ValueTable {
  /// Whether a gate occurs in a content. It was scanned when the rules of the phase were chosen.
  @inline(__always)
  func hasHit(_ gate: Int, _ content: Int32) -> Bool {
    let offset = Int(contents[Int(content)].hits)
    // What was not scanned for must be asked.
    guard offset >= 0 else { return true }
    let word = gate >> 6
    return (hits[offset + word] | ~hits[offset + plan.gates.words + word]) & 1 << UInt64(gate & 63) != 0
  }

  /// Adds to `candidates` the rules of a phase that some value lets through.
  func collect(phase: Int, into candidates: Column<UInt64>) {
    let words = plan.gates.words
    guard words > 0 else { return }
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: words) { found in
      found.initialize(repeating: 0)
      plan.gates.wanted.withRows { rows in
        for value in values.indices { collect(value, phase, rows, found) }
      }
      for word in 0..<words {
        var rest = found[word]
        while rest != 0 {
          let gate = word << 6 | rest.trailingZeroBitCount
          rest &= rest &- 1
          for rule in plan.gates.rules[phase * plan.gates.count + gate] {
            candidates[Int(rule) >> 6] |= 1 << UInt64(rule & 63)
          }
        }
      }
    }
  }

  private func collect(
    _ value: Int, _ phase: Int, _ rows: WantedScans.Rows, _ found: UnsafeMutableBufferPointer<UInt64>
  ) {
    let row = phase * plan.classes.count + Int(values[value].valueClass)
    guard rows.nodes(row).count > 0 else { return }
    _ = content(value, at: TransformationTrie.root)
    // The second phase comes at once for most requests; it wants more of the same values.
    let next = phase == 1 ? 2 * plan.classes.count + Int(values[value].valueClass) : row
    wishes.removeAll()
    wish(value, row, rows, isNow: true)
    if next != row { wish(value, next, rows, isNow: false) }
    scanContents(of: value, found)
  }

  /// Notes for each content what is wanted at the nodes that come to it: first what counts now, then what it is to be
  /// scanned for.
  private func wish(_ value: Int, _ row: Int, _ rows: WantedScans.Rows, isNow: Bool) {
    let words = plan.gates.words
    let entry = unchanged.entry(values[value].effects, of: effects, row, rows)
    if !entry.isEmpty {
      let place = wishPlace(Int(values[value].content))
      for word in 0..<words {
        let wanted = unchanged.masks[Int(entry.mask) + word]
        if isNow { wishes[place + word] |= wanted }
        wishes[place + words + word] |= wanted
      }
    }
    for number in entry.start..<entry.end {
      let index = Int(unchanged.nodes[Int(number)])
      let place = wishPlace(Int(content(value, at: Int(rows.node(index)))))
      let mask = rows.nodeMask(index)
      for word in 0..<words {
        if isNow { wishes[place + word] |= mask[word] }
        wishes[place + words + word] |= mask[word]
      }
    }
  }

  @inline(__always)
  private func wishPlace(_ content: Int) -> Int {
    if contents[content].wish < 0 {
      contents[content].wish = Int32(wishes.count)
      wishes.append(0, count: 2 * plan.gates.words)
    }
    return Int(contents[content].wish)
  }

  private func scanContents(of value: Int, _ found: UnsafeMutableBufferPointer<UInt64>) {
    var current = values[value].content
    while current >= 0 {
      let place = Int(contents[Int(current)].wish)
      if place >= 0 {
        contents[Int(current)].wish = -1
        let offset = wishes.withPointer { scan(current, for: $0 + place + found.count) }
        for word in 0..<found.count { found[word] |= hits[offset + word] & wishes[place + word] }
      }
      current = contents[Int(current)].next
    }
  }
}
