/// Reads `942100 942110-942120`, separated by blanks or commas.
enum IdentifierRanges {
  /// In ascending order, and none overlaps another.
  static func read(_ text: SecLangText) throws(SecLangFault) -> [ClosedRange<Int>] {
    var ranges: [ClosedRange<Int>] = []
    for word in text.words(commas: true) {
      let ends = word.split(at: .minus) ?? (word, word)
      guard let low = ends.before.number, let high = ends.behind.number, low <= high else {
        throw SecLangFault(
          "invalidID", "`\(word.shown)` is no rule id and no range of them", hint: "such as `942100-942190`")
      }
      ranges.append(low...high)
    }
    guard !ranges.isEmpty else { throw SecLangFault("invalidID", "a rule id is missing") }
    return merged(ranges)
  }

  private static func merged(_ ranges: [ClosedRange<Int>]) -> [ClosedRange<Int>] {
    var result: [ClosedRange<Int>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = result.last, range.lowerBound <= last.upperBound {
        result[result.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
      } else {
        result.append(range)
      }
    }
    return result
  }
}
