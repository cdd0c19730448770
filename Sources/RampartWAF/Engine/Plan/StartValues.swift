/// Members of `TX` that are set when a transaction begins, with the memory of their texts.
struct StartValues: Sendable {
  private let texts: LiteralPool
  private let members: [(slot: Int, range: ByteRange)]

  init(_ members: [Int: String]) {
    var bytes: [UInt8] = []
    var ranges: [(slot: Int, range: ByteRange)] = []
    for (slot, text) in members {
      ranges.append((slot, ByteRange(bytes.count..<bytes.count + text.utf8.count)))
      bytes += text.utf8
    }
    texts = LiteralPool(bytes)
    self.members = ranges
  }

  /// - Parameter count: of all members there are.
  func column(count: Int) -> Column<TXValue> {
    let column = Column<TXValue>(capacity: max(1, count))
    column.append(.unset, count: count)
    for (slot, range) in members { column[slot] = TXValue(texts[range], number: TXValue.sum(texts[range])) }
    return column
  }
}
