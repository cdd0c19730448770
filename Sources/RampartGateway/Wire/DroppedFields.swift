import NIOCore
import RampartCore

/// The names of request fields that were removed, for logs: as many as anybody reads, and how many there were.
struct DroppedFields: Sendable, Equatable {
  static let mostNames = 8
  /// Bytes; longer names are cut.
  static let longestName = 64

  private(set) var names: [String] = []
  private(set) var count = 0

  fileprivate mutating func append(_ name: UnsafeRawBufferPointer) {
    count += 1
    if names.count < Self.mostNames { names.append(String(decoding: name.prefix(Self.longestName), as: UTF8.self)) }
  }
}

extension FieldBlock {
  /// Removes the fields that do not pass, before anybody decides on the request.
  mutating func drop(except policy: FieldNamePolicy, noting dropped: inout DroppedFields) {
    // Known names have nothing but letters, digits and hyphens.
    let firstDropped = bytes.withUnsafeReadableBytes { bytes in
      lines.firstIndex { $0.id == .unknown && !policy.passes(UnsafeRawBufferPointer(rebasing: bytes[$0.name.range])) }
    }
    guard let firstDropped else { return }
    var kept = Array(lines[..<firstDropped])
    bytes.withUnsafeReadableBytes { bytes in
      for line in lines[firstDropped...] {
        let name = UnsafeRawBufferPointer(rebasing: bytes[line.name.range])
        if line.id != .unknown || policy.passes(name) { kept.append(line) } else { dropped.append(name) }
      }
    }
    lines = kept
  }
}
