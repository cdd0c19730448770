/// Finds the word that was probably meant.
package enum Suggestion {
  package static func hint(for word: String, among candidates: [String]) -> String? {
    let near = candidates.map { ($0, distance(word.lowercased(), $0.lowercased())) }.min { $0.1 < $1.1 }
    guard let (candidate, edits) = near, edits <= max(1, min(word.count, candidate.count) / 3),
      edits < candidate.count
    else { return nil }
    return "did you mean `\(candidate)`?"
  }

  /// Edit distance in which swapping two neighbours counts once (optimal string alignment).
  static func distance(_ left: String, _ right: String) -> Int {
    let left = Array(left.prefix(64))
    let right = Array(right.prefix(64))
    var rows = [Array(0...right.count)]
    for i in 1..<(left.count + 1) {
      var row = [i]
      for j in 1..<(right.count + 1) {
        let isSame = left[i - 1] == right[j - 1]
        var edits = min(rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + (isSame ? 0 : 1))
        if i > 1, j > 1, left[i - 1] == right[j - 2], left[i - 2] == right[j - 1] {
          edits = min(edits, rows[i - 2][j - 2] + 1)
        }
        row.append(edits)
      }
      rows.append(row)
    }
    return rows[left.count][right.count]
  }
}
