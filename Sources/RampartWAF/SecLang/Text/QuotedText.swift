/// What stands between two quotes.
enum QuotedText {
  /// Takes the quotes and what is between them off the start of `rest`. A backslash takes the quote's meaning; every
  /// other one stays, with what follows it.
  static func read(_ rest: inout SecLangText, _ mark: UInt8, _ what: String) throws(SecLangFault) -> SecLangText {
    let start = rest.startIndex + 1
    var index = start
    var escaped: [Int] = []
    while index < rest.endIndex, rest[index] != mark {
      if rest[index] == .backslash, index + 1 < rest.endIndex {
        if rest[index + 1] == mark { escaped.append(index) }
        index += 1
      }
      index += 1
    }
    guard index < rest.endIndex else {
      throw SecLangFault("openQuote", "the \(what) `\(rest.prefix(40).shown)` has no closing quote")
    }
    let content = rest[start..<index]
    rest = rest[(index + 1)...]
    return escaped.isEmpty ? content : content.without(escaped)
  }
}

extension SecLangText {
  /// Without the bytes at these places, which are in ascending order.
  fileprivate func without(_ places: [Int]) -> SecLangText {
    var result: [UInt8] = []
    result.reserveCapacity(count)
    var start = startIndex
    for place in places {
      result += self[start..<place]
      start = place + 1
    }
    return (result + self[start...])[...]
  }
}
