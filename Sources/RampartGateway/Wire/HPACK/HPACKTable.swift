/// A field as it stands in a table of HPACK: bytes, whatever they are (RFC 7541, 1.3).
struct HPACKEntry: Sendable {
  /// The name, and the value behind it.
  private let bytes: [UInt8]
  private let nameCount: Int

  init(name: [UInt8], value: [UInt8]) {
    bytes = name + value
    nameCount = name.count
  }

  init(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
    bytes = Array(unsafeUninitializedCapacity: name.count + value.count) { buffer, count in
      let memory = UnsafeMutableRawBufferPointer(buffer)
      memory.copyMemory(from: name)
      UnsafeMutableRawBufferPointer(rebasing: memory[name.count...]).copyMemory(from: value)
      count = name.count + value.count
    }
    nameCount = name.count
  }

  /// RFC 7541, 4.1.
  var size: Int { bytes.count + 32 }

  @inline(__always)
  func withName<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[..<nameCount])) }
  }

  @inline(__always)
  func withNameAndValue<Result>(
    _ body: (_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Result
  ) -> Result {
    bytes.withUnsafeBytes { bytes in
      body(
        UnsafeRawBufferPointer(rebasing: bytes[..<nameCount]), UnsafeRawBufferPointer(rebasing: bytes[nameCount...]))
    }
  }

  func hasName(_ name: UnsafeRawBufferPointer) -> Bool {
    name.count == nameCount && withName { $0.elementsEqual(name) }
  }

  func holds(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Bool {
    name.count == nameCount && value.count == bytes.count - nameCount
      && withNameAndValue { $0.elementsEqual(name) && $1.elementsEqual(value) }
  }
}

/// The dynamic table of one direction of a connection (RFC 7541, 2.3.2 and 4), the newest entry first.
struct HPACKTable {
  /// What holds without a word of the other side, and the most that is kept here whatever it says.
  static let maximumSize = 4096
  /// An entry counts 32 bytes at least.
  private static let slots = maximumSize / 32

  // A ring; the newest entry is at `newest`.
  private var entries: [HPACKEntry?] = Array(repeating: nil, count: slots)
  private var hashes = [UInt64](repeating: 0, count: slots)
  private var newest = 0
  private(set) var count = 0
  private var size = 0
  private(set) var limit = maximumSize

  /// - Parameter index: from 0, the newest, to `count`.
  subscript(index: Int) -> HPACKEntry? {
    index < count ? entries[(newest + index) % Self.slots] : nil
  }

  mutating func setLimit(_ limit: Int) {
    self.limit = min(limit, Self.maximumSize)
    evict(to: self.limit)
  }

  /// An entry larger than the table empties it (RFC 7541, 4.4).
  mutating func insert(_ entry: HPACKEntry, hash: UInt64 = 0) {
    guard entry.size <= limit else {
      evict(to: 0)
      return
    }
    evict(to: limit - entry.size)
    newest = (newest + Self.slots - 1) % Self.slots
    entries[newest] = entry
    hashes[newest] = hash
    size += entry.size
    count += 1
  }

  /// The index of an entry that was inserted with this hash.
  func index(of name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer, hash: UInt64) -> Int? {
    for index in 0..<count {
      let slot = (newest + index) % Self.slots
      if hashes[slot] == hash, entries[slot]?.holds(name, value) == true { return index }
    }
    return nil
  }

  private mutating func evict(to size: Int) {
    while self.size > size, count > 0 {
      let oldest = (newest + count - 1) % Self.slots
      self.size -= entries[oldest]?.size ?? 0
      entries[oldest] = nil
      count -= 1
    }
  }
}
