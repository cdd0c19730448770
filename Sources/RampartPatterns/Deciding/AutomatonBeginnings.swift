/// Where matches that begin at a place have come to behind the next symbol. It depends on the two sides of the place only,
/// and of a list of words it is most of the work.
struct AutomatonBeginnings {
  struct Key: Hashable {
    var before: Neighbour
    var symbol: Int
  }

  private struct Entry {
    var states: Range<Int>
    var accepts: Bool
  }

  private var states: [Int32] = []
  private var entries: [Key: Entry] = [:]

  var size: Int { 4 * states.count + 64 * entries.count }

  /// Whether a match is complete at the place already, and the states; nil where it is not known yet.
  subscript(key: Key) -> (accepts: Bool, states: ArraySlice<Int32>)? {
    entries[key].map { ($0.accepts, states[$0.states]) }
  }

  mutating func set(_ key: Key, _ found: [Int32], accepts: Bool) {
    let first = states.count
    states.append(contentsOf: found)
    entries[key] = Entry(states: first..<states.count, accepts: accepts)
  }
}
