/// What is kept of a compilation, and its form in a file.
///
///     offset  bytes
///     0       8      "RAMPATTN"
///     8       32     the key
///     40      8      number of bytes behind the header, little endian
///     48      32     SHA-256 of them
///     80      4      number of coverages, little endian
///     84      …      one byte for each, then for each database the only id that it knows in four bytes, or 0xFFFFFFFF, its
///                    length in eight bytes, little endian, and its bytes as the library serialises it
struct PatternCacheEntry {
  static let formatVersion = 2
  private static let magic = Array("RAMPATTN".utf8)
  private static let headerSize = 80

  var coverages: [PatternCoverage]
  var databases: [(only: Int?, bytes: [UInt8])] = []

  init(coverages: [PatternCoverage]) {
    self.coverages = coverages
  }

  func encoded(_ key: PatternCacheKey) -> [UInt8] {
    var body = Self.littleEndian(UInt32(coverages.count)) + coverages.map(\.rawValue)
    for database in databases {
      body += Self.littleEndian(database.only.map { UInt32($0) } ?? .max)
      body += Self.littleEndian(UInt64(database.bytes.count)) + database.bytes
    }
    let digest = body.withUnsafeBytes { SHA256.digest(of: $0) }
    return Self.magic + key.digest + Self.littleEndian(UInt64(body.count)) + digest + body
  }

  /// Nil where anything is not as it was written.
  init?(_ file: UnsafeRawBufferPointer, _ key: PatternCacheKey) {
    guard file.count > Self.headerSize + 4, file.prefix(8).elementsEqual(Self.magic),
      file[8..<40].elementsEqual(key.digest)
    else { return nil }
    let body = UnsafeRawBufferPointer(rebasing: file[Self.headerSize...])
    guard file.loadUnaligned(fromByteOffset: 40, as: UInt64.self).littleEndian == UInt64(body.count),
      file[48..<80].elementsEqual(SHA256.digest(of: body))
    else { return nil }
    let count = Int(body.loadUnaligned(as: UInt32.self).littleEndian)
    guard count <= body.count - 4 else { return nil }
    coverages = []
    coverages.reserveCapacity(count)
    for byte in body[4..<4 + count] {
      guard let coverage = PatternCoverage(rawValue: byte) else { return nil }
      coverages.append(coverage)
    }
    guard let databases = Self.databases(body[(4 + count)...]) else { return nil }
    self.databases = databases
  }

  private static func databases(_ bytes: Slice<UnsafeRawBufferPointer>) -> [(only: Int?, bytes: [UInt8])]? {
    var result: [(only: Int?, bytes: [UInt8])] = []
    var rest = bytes
    while !rest.isEmpty {
      guard rest.count >= 12 else { return nil }
      let head = UnsafeRawBufferPointer(rebasing: rest.prefix(12))
      let only = head.loadUnaligned(as: UInt32.self).littleEndian
      let length = head.loadUnaligned(fromByteOffset: 4, as: UInt64.self).littleEndian
      rest = rest.dropFirst(12)
      guard let length = Int(exactly: length), length <= rest.count else { return nil }
      result.append((only == .max ? nil : Int(only), Array(rest.prefix(length))))
      rest = rest.dropFirst(length)
    }
    return result
  }

  /// Nil where the library does not take the database.
  func patternSet() -> PatternSet? {
    guard databases.allSatisfy({ $0.only.map(coverages.indices.contains) ?? true }) else { return nil }
    let databases = databases.compactMap { database in
      database.bytes.withUnsafeBytes { PatternDatabase.deserialize($0, only: database.only) }
    }
    guard databases.count == self.databases.count else { return nil }
    return PatternSet(databases: databases, coverages: coverages, origin: .cache)
  }

  private static func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }
}
