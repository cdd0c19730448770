/// The bytes by what an automaton can tell apart, and two symbols more: a line feed that ends the text, and no byte.
struct SymbolTable: Sendable {
  /// The symbol of each byte.
  let symbols: [UInt8]
  /// A byte for each symbol; of the edge it means nothing.
  let bytes: [UInt8]
  let neighbours: [Neighbour]

  var count: Int { bytes.count }
  var lastLineFeed: Int { bytes.count - 2 }
  var edge: Int { bytes.count - 1 }

  init(separating sets: [ByteSet], conditions: [ByteSet]) {
    var symbols = Array(repeating: UInt8(0), count: 256)
    var bytes: [UInt8] = [0]
    for set in sets + conditions {
      Self.split(&symbols, &bytes, by: set)
    }
    self.symbols = symbols
    self.bytes = bytes + [0x0A, 0]
    neighbours = Self.neighbours(bytes, conditions)
  }

  /// For symbols that no condition tells apart they are the same, so that states are not told apart by them either.
  private static func neighbours(_ bytes: [UInt8], _ conditions: [ByteSet]) -> [Neighbour] {
    guard !conditions.isEmpty else { return Array(repeating: .edge, count: bytes.count + 2) }
    var first: [[Bool]: UInt8] = [:]
    return bytes.map { byte in
      let answers = conditions.map { $0.contains(byte) }
      if first[answers] == nil { first[answers] = byte }
      return Neighbour(byte: first[answers], isLast: false)
    } + [Neighbour(byte: 0x0A, isLast: true), .edge]
  }

  private static func split(_ symbols: inout [UInt8], _ bytes: inout [UInt8], by set: ByteSet) {
    // The symbol that takes the place of one whose own byte is on the other side of the set.
    var others: [UInt8: UInt8] = [:]
    for byte in UInt8.min...UInt8.max {
      let symbol = symbols[Int(byte)]
      guard set.contains(byte) != set.contains(bytes[Int(symbol)]) else { continue }
      if let other = others[symbol] {
        symbols[Int(byte)] = other
      } else {
        // At most 256, for each has a byte of its own.
        let other = UInt8(bytes.count)
        others[symbol] = other
        bytes.append(byte)
        symbols[Int(byte)] = other
      }
    }
  }
}
