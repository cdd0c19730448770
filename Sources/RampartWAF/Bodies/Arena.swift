/// The bytes of all decoded names and values of one transaction, kept and written again for the next.
///
/// The storage is never given back and its unused part holds old bytes, which no range of this transaction can reach.
package struct Arena: Sendable {
  /// Ranges count in 32 bits.
  static let limit = Int(UInt32.max)

  private var storage: [UInt8] = []
  package private(set) var count = 0

  package init() {}

  package mutating func removeAll() {
    count = 0
  }

  /// Gives the storage back where one transaction has made it larger than `capacity`.
  package mutating func removeAll(keepingAtMost capacity: Int) {
    count = 0
    if storage.count > capacity { storage = [] }
  }

  func hasRoom(for bytes: Int) -> Bool {
    bytes <= Self.limit - count
  }

  package mutating func append(_ bytes: UnsafeRawBufferPointer) -> ByteRange {
    guard let source = bytes.baseAddress else { return ByteRange(count..<count) }
    return write(atMost: bytes.count) { destination in
      UnsafeMutableRawPointer(destination).copyMemory(from: source, byteCount: bytes.count)
      return bytes.count
    }
  }

  package mutating func append(_ text: StaticString) -> ByteRange {
    append(UnsafeRawBufferPointer(text))
  }

  package mutating func append(decimal number: Int) -> ByteRange {
    write(atMost: 20) { DecimalText.write(number, to: $0) }
  }

  /// Lets `body` write up to `capacity` bytes behind the others; it says how many it wrote.
  @inline(__always)
  mutating func write(atMost capacity: Int, _ body: (UnsafeMutablePointer<UInt8>) -> Int) -> ByteRange {
    guard capacity > 0, hasRoom(for: capacity) else { return ByteRange(count..<count) }
    if storage.count - count < capacity { grow(by: capacity) }
    let start = count
    let written = storage.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return 0 }
      return body(base + start)
    }
    count += written
    return ByteRange(start..<count)
  }

  /// At least doubles, so that many small writes stay linear.
  private mutating func grow(by capacity: Int) {
    let needed = count + capacity - storage.count
    storage += [UInt8](repeating: 0, count: max(needed, storage.count, 4096))
  }

  package func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    try storage.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
  }

  /// A copy, for messages and tests.
  package func bytes(_ range: ByteRange) -> [UInt8] {
    withUnsafeBytes { Array(range.slice(of: $0)) }
  }
}
