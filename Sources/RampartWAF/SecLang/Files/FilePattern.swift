/// A name with `*`, `?` and `[a-z]` in it, as in `Include rules/*.conf`.
struct FilePattern {
  private let pattern: [UInt8]

  init(_ pattern: String) {
    self.pattern = Array(pattern.utf8)
  }

  static func isPattern(_ text: String) -> Bool {
    text.utf8.contains { $0 == .star || $0 == .questionMark || $0 == .leftBracket }
  }

  /// A star does not take the dot that hides a file.
  func matches(_ name: String) -> Bool {
    let name = Array(name.utf8)
    if name.first == .dot, pattern.first != .dot { return false }
    var (place, index) = (0, 0)
    // Where the last star stands and how far it reaches: going back further changes nothing, so this stays quadratic
    // in two short names and never exponential.
    var star: (place: Int, index: Int)?
    while index < name.count {
      if place < pattern.count, pattern[place] == .star {
        star = (place, index)
        place += 1
      } else if let width = width(at: place, matching: name[index]) {
        place += width
        index += 1
      } else if let last = star {
        star = (last.place, last.index + 1)
        (place, index) = (last.place + 1, last.index + 1)
      } else {
        return false
      }
    }
    return pattern[place...].allSatisfy { $0 == .star }
  }

  /// How much of the pattern one byte takes; nil where it does not match.
  private func width(at place: Int, matching byte: UInt8) -> Int? {
    guard place < pattern.count else { return nil }
    if pattern[place] == .questionMark { return 1 }
    if pattern[place] == .leftBracket, let end = pattern[(place + 1)...].firstIndex(of: .rightBracket), end > place + 1
    {
      return setMatches(pattern[(place + 1)..<end], byte) ? end + 1 - place : nil
    }
    return pattern[place] == byte ? 1 : nil
  }

  private func setMatches(_ set: ArraySlice<UInt8>, _ byte: UInt8) -> Bool {
    let isNegated = set.first == .exclamation
    var rest = isNegated ? set.dropFirst() : set
    var found = false
    while let first = rest.popFirst() {
      if rest.first == .minus, let last = rest.dropFirst().first {
        found = found || first <= byte && byte <= last
        rest = rest.dropFirst(2)
      } else {
        found = found || first == byte
      }
    }
    return found != isNegated
  }
}
