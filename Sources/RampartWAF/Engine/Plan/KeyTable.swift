/// Names that are known when rules are loaded, to be found by bytes without regard to case.
struct KeyTable: Sendable {
  private(set) var names: [[UInt8]] = []
  private var indices: [[UInt8]: Int] = [:]
  /// Indices by hash, -1 where nothing is; filled by `freeze`.
  private var places: [Int32] = []

  var count: Int { names.count }

  /// The index of a name, which is added where it is new. Not for the time of requests.
  mutating func insert(_ name: String) -> Int {
    insert(bytes: Array(name.utf8))
  }

  mutating func insert(bytes: [UInt8]) -> Int {
    let name = bytes.map { ASCII.lowercased($0) }
    if let index = indices[name] { return index }
    indices[name] = names.count
    names.append(name)
    return names.count - 1
  }

  mutating func freeze() {
    var size = 16
    while size < names.count * 4 { size *= 2 }
    places = Array(repeating: -1, count: size)
    for (index, name) in names.enumerated() {
      var place = name.withUnsafeBytes { Self.hash($0) } & (size - 1)
      while places[place] >= 0 { place = (place + 1) & (size - 1) }
      places[place] = Int32(index)
    }
  }

  /// -1 for a name that is not in the table.
  func find(_ name: Bytes) -> Int32 {
    guard !places.isEmpty else { return -1 }
    let mask = places.count - 1
    var place = Self.hash(name) & mask
    while places[place] >= 0 {
      let index = places[place]
      if Self.isEqual(names[Int(index)], name) { return index }
      place = (place + 1) & mask
    }
    return -1
  }

  // Whoever picks names that collide costs one comparison for each name of the rules, which is a bound.
  private static func hash(_ name: Bytes) -> Int {
    var hash: UInt32 = 2_166_136_261
    for byte in name { hash = (hash ^ UInt32(ASCII.lowercased(byte))) &* 16_777_619 }
    return Int(hash ^ hash >> 15)
  }

  private static func isEqual(_ name: [UInt8], _ bytes: Bytes) -> Bool {
    guard name.count == bytes.count else { return false }
    for index in 0..<name.count where name[index] != ASCII.lowercased(bytes[index]) { return false }
    return true
  }
}
