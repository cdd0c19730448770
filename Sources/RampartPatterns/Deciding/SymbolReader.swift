/// A text as symbols.
struct SymbolReader {
  private let text: UnsafeRawBufferPointer
  private let table: SymbolTable
  /// Where the line feed is that ends the text; -1 where none does.
  private let lastLineFeed: Int

  init(_ text: UnsafeRawBufferPointer, _ table: SymbolTable) {
    self.text = text
    self.table = table
    lastLineFeed = text.last == 0x0A ? text.count - 1 : -1
  }

  /// The edge where the text has no such byte.
  func symbol(at index: Int) -> Int {
    guard index >= 0, index < text.count else { return table.edge }
    return index == lastLineFeed ? table.lastLineFeed : Int(table.symbols[Int(text[index])])
  }
}
