import NIOCore

/// The fields of one HEADERS frame and of the CONTINUATION frames behind it, as they came (RFC 9113, 4.3).
///
/// What certainly does not fit into a head is left out: its beginning is enough to say who asked for what.
struct FieldSection: Sendable {
  private(set) var block = FieldBlock(bytes: ByteBuffer(), lines: [])
  /// The section cannot be used; of its fields some may be missing.
  var failure: HeadFailure?
  private let limit: Int
  private var size = 0
  /// What its fields take once they are decoded, each with 32 bytes more (RFC 7541, 4.1).
  private(set) var decoded = 0

  /// How much of a target that is too long is kept, for the log.
  private static let longestRemnant = 2048

  /// - Parameter limit: bytes that the head may have as HTTP/1.1 text.
  init(limit: Int) {
    self.limit = limit
  }

  mutating func append(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) {
    decoded += name.count + value.count + 32
    guard failure == nil else { return }
    // The least that the field can take in a head: crumbs of cookies are joined with two bytes and no name, and of
    // pseudo-fields there is the value and what stands before it.
    let isNameless = name.first == UInt8(ascii: ":") || ByteClass.equals(name, lowercased: "cookie")
    size += value.count + 1 + (isNameless ? 0 : name.count + 3)
    guard size <= limit else {
      let isTarget = ByteClass.equals(name, lowercased: ":path")
      failure = isTarget ? .targetTooLong : .tooLarge
      if isTarget { block.append(name, UnsafeRawBufferPointer(rebasing: value.prefix(Self.longestRemnant))) }
      return
    }
    block.append(name, value)
  }

  func pseudo(_ name: StaticString) -> FieldLine? {
    block.lines.first { block.with($0.name) { ByteClass.equals($0, lowercased: name) } }
  }
}

extension FieldBlock {
  /// Appends a line, for heads that do not come as text.
  mutating func append(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) {
    let nameStart = bytes.readableBytes
    bytes.writeBytes(name)
    let valueStart = bytes.readableBytes
    bytes.writeBytes(value)
    lines.append(
      FieldLine(
        name: Extent(nameStart, valueStart), value: Extent(valueStart, bytes.readableBytes),
        id: name.isEmpty ? .unknown : FieldNameTable.shared.find(name)))
  }

  mutating func append(name: String, value: String) {
    var name = name
    var value = value
    name.withUTF8 { name in
      value.withUTF8 { append(UnsafeRawBufferPointer(name), UnsafeRawBufferPointer($0)) }
    }
  }
}
