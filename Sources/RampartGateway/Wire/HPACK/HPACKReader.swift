/// What is wrong with a field block: the connection cannot go on, for the tables of both sides differ from now on
/// (RFC 9113, 4.3).
struct HPACKFailure: Error {}

/// Decodes the field blocks of one direction of a connection (RFC 7541), to bytes.
///
/// NIOHPACK makes each name and value a `String`, in which bytes that are not UTF-8 become U+FFFD; to HTTP a value is
/// bytes, and Latin-1 is as good as any (RFC 9110, 5.5).
struct HPACKReader {
  private var table = HPACKTable()
  private var name: [UInt8] = []
  private var value: [UInt8] = []
  /// Changes of the table's size may stand at the beginning of a block only, and there are two at most (RFC 7541, 4.2).
  private var sizeUpdates = 0
  private var hasFields = false

  private static let maximumInteger = 1 << 28

  /// Call before the first bytes of a block.
  mutating func begin() {
    sizeUpdates = 0
    hasFields = false
  }

  /// Reads whole fields from the front of a part of a block.
  ///
  /// - Returns: how many bytes they took; the rest belongs to a field that is cut.
  mutating func read(
    _ bytes: UnsafeRawBufferPointer, _ receive: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Void
  ) throws(HPACKFailure) -> Int {
    var position = 0
    while position < bytes.count {
      guard let end = try readOne(bytes, from: position, receive) else { break }
      position = end
    }
    return position
  }

  /// - Returns: where the next one begins; nil where this one is cut.
  private mutating func readOne(
    _ bytes: UnsafeRawBufferPointer, from start: Int,
    _ receive: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Void
  ) throws(HPACKFailure) -> Int? {
    let first = bytes[start]
    var position = start
    if first & 0x80 != 0 {
      guard let index = try Self.integer(bytes, &position, prefix: 7) else { return nil }
      hasFields = true
      try entry(index).withNameAndValue(receive)
      return position
    }
    if first & 0xE0 == 0x20 {
      guard let size = try Self.integer(bytes, &position, prefix: 5) else { return nil }
      sizeUpdates += 1
      guard !hasFields, sizeUpdates <= 2, size <= HPACKTable.maximumSize else { throw HPACKFailure() }
      table.setLimit(size)
      return position
    }
    let isIndexed = first & 0x40 != 0
    guard let index = try Self.integer(bytes, &position, prefix: isIndexed ? 6 : 4) else { return nil }
    name.removeAll(keepingCapacity: true)
    value.removeAll(keepingCapacity: true)
    if index > 0 {
      try entry(index).withName { name.append(contentsOf: $0) }
    } else if try !Self.text(bytes, &position, into: &name) {
      return nil
    }
    guard try Self.text(bytes, &position, into: &value) else { return nil }
    // No field has an empty name; many of them cost much and count little (CVE-2019-9516).
    guard !name.isEmpty else { throw HPACKFailure() }
    hasFields = true
    name.withUnsafeBytes { name in
      value.withUnsafeBytes { value in
        if isIndexed { table.insert(HPACKEntry(name: name, value: value)) }
        receive(name, value)
      }
    }
    return position
  }

  private func entry(_ index: Int) throws(HPACKFailure) -> HPACKEntry {
    if index > HPACKStaticTable.count {
      guard let entry = table[index - HPACKStaticTable.count - 1] else { throw HPACKFailure() }
      return entry
    }
    guard index > 0 else { throw HPACKFailure() }
    return HPACKStaticTable.entries[index - 1]
  }

  /// RFC 7541, 5.1; nil where it is cut.
  private static func integer(
    _ bytes: UnsafeRawBufferPointer, _ position: inout Int, prefix: Int
  ) throws(HPACKFailure) -> Int? {
    guard position < bytes.count else { return nil }
    let mask = 1 << prefix - 1
    var number = Int(bytes[position]) & mask
    position += 1
    guard number == mask else { return number }
    for shift in stride(from: 0, to: 28, by: 7) {
      guard position < bytes.count else { return nil }
      let byte = Int(bytes[position])
      position += 1
      number += (byte & 0x7F) << shift
      if byte & 0x80 == 0 {
        guard number <= maximumInteger else { throw HPACKFailure() }
        return number
      }
    }
    throw HPACKFailure()
  }

  /// RFC 7541, 5.2.
  ///
  /// - Returns: false where it is cut.
  private static func text(
    _ bytes: UnsafeRawBufferPointer, _ position: inout Int, into text: inout [UInt8]
  ) throws(HPACKFailure) -> Bool {
    guard position < bytes.count else { return false }
    let isHuffman = bytes[position] & 0x80 != 0
    guard let count = try integer(bytes, &position, prefix: 7) else { return false }
    guard count <= bytes.count - position else { return false }
    let encoded = UnsafeRawBufferPointer(rebasing: bytes[position..<position + count])
    position += count
    if isHuffman {
      guard HuffmanCode.decode(encoded, into: &text) else { throw HPACKFailure() }
    } else {
      text.append(contentsOf: encoded)
    }
    return true
  }
}
