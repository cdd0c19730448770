import NIOCore

/// A part of a message's bytes.
struct Extent: Sendable, Hashable {
  var start: UInt32
  var count: UInt32

  static let empty = Extent(start: 0, count: 0)

  @inline(__always)
  init(start: UInt32, count: UInt32) {
    self.start = start
    self.count = count
  }

  @inline(__always)
  init(_ start: Int, _ end: Int) {
    self.start = UInt32(truncatingIfNeeded: start)
    self.count = UInt32(truncatingIfNeeded: end - start)
  }

  var isEmpty: Bool { count == 0 }
}

/// One field line: where its name and its value stand, and which name it is.
struct FieldLine: Sendable {
  var name: Extent
  var value: Extent
  var id: FieldName
}

/// A head as it came: the bytes, once, and where the fields stand in them.
///
/// INVARIANT: every extent lies within `bytes`, counted from its reader index.
struct FieldBlock: Sendable {
  var bytes: ByteBuffer
  var lines: [FieldLine]

  @inline(__always)
  func with<Result>(_ extent: Extent, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    bytes.withUnsafeReadableBytes { all in
      body(UnsafeRawBufferPointer(rebasing: all[Int(extent.start)..<Int(extent.start) + Int(extent.count)]))
    }
  }

  /// To decide by and to show; never what passes on, for what is not UTF-8 becomes U+FFFD.
  func string(_ extent: Extent) -> String {
    with(extent) { String(decoding: $0, as: UTF8.self) }
  }

  func first(_ id: FieldName) -> FieldLine? {
    lines.first { $0.id == id }
  }

  /// The value of the first such field.
  func value(_ id: FieldName) -> String? {
    first(id).map { string($0.value) }
  }

  /// The values of all such fields, joined as one list (RFC 9110, 5.3).
  func list(_ id: FieldName) -> String? {
    let values = lines.lazy.filter { $0.id == id }.map { string($0.value) }
    return values.isEmpty ? nil : values.joined(separator: ", ")
  }

  /// The same as bytes, to be passed on.
  func joined(_ id: FieldName) -> [UInt8]? {
    var bytes: [UInt8]?
    for line in lines where line.id == id {
      if bytes != nil { bytes?.append(contentsOf: ", ".utf8) }
      with(line.value) { bytes = (bytes ?? []) + $0 }
    }
    return bytes
  }

  /// The names in `Connection` that no `FieldName` stands for; they are hop-by-hop too (RFC 9110, 7.6.1).
  func fieldsNamedInConnection() -> [[UInt8]] {
    var names: [[UInt8]] = []
    for line in lines where line.id == .connection {
      with(line.value) { value in
        if ByteClass.equals(value, lowercased: "keep-alive") || ByteClass.equals(value, lowercased: "close") { return }
        ByteClass.forEachListMember(value) { if !Self.isForAll($0) { names.append($0.map(ByteClass.lowercase)) } }
      }
    }
    return names
  }

  /// Fields that are for all recipients must not be named in `Connection` (RFC 9110, 7.6.1): the backend would not see what
  /// controls and rules have decided about.
  private static func isForAll(_ name: UnsafeRawBufferPointer) -> Bool {
    let id = FieldNameTable.shared.find(name)
    if id != .unknown { return !FieldNameSet.hopByHop.contains(id) }
    return endToEnd.contains { ByteClass.equals(name, lowercased: $0) }
  }

  private static let endToEnd: [StaticString] = [
    "user-agent", "authorization", "origin", "referer", "accept-language", "accept-charset", "content-language",
    "content-location", "content-range", "content-disposition", "range", "if-match", "if-none-match",
    "if-modified-since", "if-unmodified-since", "if-range", "cache-control", "pragma", "from", "max-forwards",
  ]

  /// Whether `Connection` has this option.
  func connectionHas(_ option: StaticString) -> Bool {
    var found = false
    for line in lines where line.id == .connection {
      with(line.value) { value in
        ByteClass.forEachListMember(value) { found = found || ByteClass.equals($0, lowercased: option) }
      }
    }
    return found
  }

  /// How many options all `Connection` fields have together.
  var connectionOptionCount: Int {
    var count = 0
    for line in lines where line.id == .connection {
      with(line.value) { value in ByteClass.forEachListMember(value) { _ in count += 1 } }
    }
    return count
  }

  func isNamed(_ line: FieldLine, in names: [[UInt8]]) -> Bool {
    guard !names.isEmpty else { return false }
    return with(line.name) { name in
      names.contains { $0.count == name.count && $0.elementsEqual(name.lazy.map(ByteClass.lowercase)) }
    }
  }
}
