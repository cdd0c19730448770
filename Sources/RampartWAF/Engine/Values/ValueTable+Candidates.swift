extension ValueTable {
  /// Whether a gate occurs in a value or what is made of it.
  @inline(__always)
  func mayHit(_ gate: Int, _ value: Int) -> Bool {
    let start = Int(values[value].found)
    return start < 0 || hits[start + gate >> 6] & 1 << UInt64(gate & 63) != 0
  }

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
      plan.gates.wanted.withRows { rows in look(phase, rows, found) }
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

  /// The second phase comes at once for most requests, and wants more of the same values: the first looks for both.
  private func look(_ phase: Int, _ rows: WantedScans.Rows, _ found: UnsafeMutableBufferPointer<UInt64>) {
    let searched = phase == 2 ? aheadCount : 0
    for value in 0..<searched { merge(value, found) }
    let (headers, names) = (range(.requestHeader), range(.requestHeaderName))
    for value in searched..<values.count {
      let mayBeSeen =
        phase == 1
        && (headers.contains(value) && SeenHeaders.mayKeep(header: values[value])
          || names.contains(value) && SeenHeaders.mayKeep(name: values[value]))
      search(value, phase: phase, rows, mayBeSeen: mayBeSeen)
      merge(value, found)
    }
    if phase == 1 { aheadCount = values.count }
  }

  @inline(__always)
  private func merge(_ value: Int, _ found: UnsafeMutableBufferPointer<UInt64>) {
    let start = Int(values[value].found)
    guard start >= 0 else { return }
    for word in found.indices { found[word] |= hits[start + word] }
  }

  private func search(_ value: Int, phase: Int, _ rows: WantedScans.Rows, mayBeSeen: Bool) {
    values[value].found = -1
    let row = phase * plan.classes.count + Int(values[value].valueClass)
    let next = phase == 1 ? row + plan.classes.count : row
    guard rows.nodes(row).count > 0 || rows.nodes(next).count > 0 else { return }
    let start = hits.count
    if !mayBeSeen || !memory.seenHeaders.recall(values[value], into: hits) {
      hits.append(0, count: plan.gates.words)
      _ = content(value, at: TransformationTrie.root)
      wishes.removeAll()
      wish(value, row, rows)
      if next != row { wish(value, next, rows) }
      scanContents(of: value, into: start)
      if mayBeSeen { memory.seenHeaders.keep(values[value], hits, from: start) }
    }
    values[value].found = Int32(start)
  }

  /// Notes for each content what is wanted at the nodes that come to it.
  private func wish(_ value: Int, _ row: Int, _ rows: WantedScans.Rows) {
    let words = plan.gates.words
    let entry = unchanged.entry(values[value].effects, of: effects, row, rows)
    if !entry.isEmpty {
      let place = wishPlace(Int(values[value].content))
      for word in 0..<words { wishes[place + word] |= unchanged.masks[Int(entry.mask) + word] }
    }
    for number in entry.start..<entry.end {
      let index = Int(unchanged.nodes[Int(number)])
      let place = wishPlace(Int(content(value, at: Int(rows.node(index)))))
      let mask = rows.nodeMask(index)
      for word in 0..<words { wishes[place + word] |= mask[word] }
    }
  }

  @inline(__always)
  private func wishPlace(_ content: Int) -> Int {
    if contents[content].wish < 0 {
      contents[content].wish = Int32(wishes.count)
      wishes.append(0, count: plan.gates.words)
    }
    return Int(contents[content].wish)
  }

  /// - Parameter result: where the bits of what is found begin.
  private func scanContents(of value: Int, into result: Int) {
    let words = plan.gates.words
    var current = values[value].content
    while current >= 0 {
      let place = Int(contents[Int(current)].wish)
      if place >= 0 {
        contents[Int(current)].wish = -1
        let offset = wishes.withPointer { scan(current, for: $0 + place) }
        for word in 0..<words { hits[result + word] |= hits[offset + word] & wishes[place + word] }
      }
      current = contents[Int(current)].next
    }
  }
}
