import NIOCore
import RampartCore

/// Encodes the field blocks of one direction of a connection (RFC 7541), from bytes.
struct HPACKWriter {
  private(set) var block = ByteBuffer()
  private var table = HPACKTable()
  /// The smallest size that was asked for since the last block (RFC 7541, 4.2); nil where none was.
  private var smallestLimit: Int?

  /// The other side says how large a table it keeps.
  mutating func limitTable(to size: Int) {
    let size = min(size, HPACKTable.maximumSize)
    guard size != table.limit || smallestLimit != nil else { return }
    smallestLimit = min(smallestLimit ?? size, size)
    table.setLimit(size)
  }

  /// Begins a block.
  mutating func begin() {
    block.clear()
    guard let smallestLimit else { return }
    if smallestLimit < table.limit { write(smallestLimit, prefix: 5, flags: 0x20) }
    write(table.limit, prefix: 5, flags: 0x20)
    self.smallestLimit = nil
  }

  mutating func append(status: Int) {
    // 200 and six others stand in the static table.
    let index = [200, 204, 206, 304, 400, 404, 500].firstIndex(of: status)
    if let index {
      write(Self.status + index, prefix: 7, flags: 0x80)
    } else {
      write(Self.status, prefix: 4, flags: 0)
      var digits = ByteBuffer()
      digits.write(decimal: status)
      digits.withUnsafeReadableBytes { write(text: $0) }
    }
  }

  private static let status = 8

  /// - Parameter name: in lower case.
  mutating func append(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) {
    let known = HPACKStaticTable.index(ofName: name)
    let indexing = HPACKIndexing(staticIndex: known, name: name, valueCount: value.count)
    guard indexing == .incremental else {
      write(known, prefix: 4, flags: indexing == .never ? 0x10 : 0)
      if known == 0 { write(text: name) }
      write(text: value)
      return
    }
    let hash = Self.hash(name, value)
    if let index = table.index(of: name, value, hash: hash) {
      write(HPACKStaticTable.count + 1 + index, prefix: 7, flags: 0x80)
      return
    }
    write(known, prefix: 6, flags: 0x40)
    if known == 0 { write(text: name) }
    write(text: value)
    table.insert(HPACKEntry(name: name, value: value), hash: hash)
  }

  private mutating func write(_ number: Int, prefix: Int, flags: UInt8) {
    let mask = 1 << prefix - 1
    guard number >= mask else {
      block.writeInteger(flags | UInt8(number))
      return
    }
    block.writeInteger(flags | UInt8(mask))
    var rest = number - mask
    while rest >= 0x80 {
      block.writeInteger(UInt8(rest & 0x7F | 0x80))
      rest >>= 7
    }
    block.writeInteger(UInt8(rest))
  }

  private mutating func write(text: UnsafeRawBufferPointer) {
    let encoded = HuffmanCode.encodedCount(of: text)
    guard encoded < text.count else {
      write(text.count, prefix: 7, flags: 0)
      block.writeBytes(text)
      return
    }
    write(encoded, prefix: 7, flags: 0x80)
    block.writeWithUnsafeMutableBytes(minimumWritableBytes: encoded) { bytes in
      var index = 0
      HuffmanCode.encode(text) { byte in
        bytes[index] = byte
        index += 1
      }
      return index
    }
  }

  /// FNV-1a over words of eight bytes.
  private static func hash(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for bytes in [name, value] {
      var index = 0
      while index + 8 <= bytes.count {
        hash = (hash ^ bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)) &* 0x100_0000_01B3
        hash ^= hash >> 29
        index += 8
      }
      while index < bytes.count {
        hash = (hash ^ UInt64(bytes[index])) &* 0x100_0000_01B3
        index += 1
      }
    }
    return hash
  }
}

/// How a field is kept by the tables of both sides (RFC 7541, 6.2).
enum HPACKIndexing {
  case incremental
  /// Another in each answer: it would push out what is the same in all.
  case without
  /// A secret, which no table on its way may keep either (RFC 7541, 7.1.3).
  case never

  /// - Parameter staticIndex: of the name; 0 where the static table does not have it.
  init(staticIndex: Int, name: UnsafeRawBufferPointer, valueCount: Int) {
    switch staticIndex {
    // authorization, proxy-authorization, set-cookie
    case 23, 49, 55: self = .never
    // age, content-length, content-range, etag, expires, last-modified, location, retry-after
    case 21, 28, 30, 34, 36, 44, 46, 53: self = .without
    case 0 where ByteClass.equals(name, lowercased: "x-request-id") || ByteClass.equals(name, lowercased: "ratelimit"):
      self = .without
    default: self = name.count + valueCount + 32 > HPACKTable.maximumSize / 2 ? .without : .incremental
    }
  }
}
