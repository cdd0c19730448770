/// One member of a collection: where its name and its value are in the transaction's arena.
package struct Member: Sendable, Hashable {
  package var name: ByteRange
  package var value: ByteRange

  package init(name: ByteRange, value: ByteRange) {
    self.name = name
    self.value = value
  }
}
