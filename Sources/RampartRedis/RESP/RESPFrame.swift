/// An aggregate whose elements are still coming.
struct RESPFrame {
  enum Kind {
    case array
    case set
    case map
    case push
    case attribute
  }

  let kind: Kind
  /// Elements to come; a pair is two.
  private(set) var remaining: Int
  private(set) var elements: [RESPValue] = []

  /// Nothing is reserved for the announced elements: the announcement costs the sender ten bytes.
  init(_ kind: Kind, count: Int) {
    self.kind = kind
    remaining = count
  }

  mutating func append(_ value: RESPValue) {
    elements.append(value)
    remaining -= 1
  }

  /// The finished value; a push and an attribute are none.
  var value: RESPValue? {
    switch kind {
    case .array: .array(elements)
    case .set: .set(elements)
    case .map:
      .map(
        stride(from: 0, to: elements.count, by: 2).map { RESPPair(key: elements[$0], value: elements[$0 + 1]) })
    case .push, .attribute: nil
    }
  }
}
