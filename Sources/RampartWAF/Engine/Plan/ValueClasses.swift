/// Numbers the kinds of values apart by the keys that rules name: a header that no rule names is one class, `User-Agent`
/// another.
struct ValueClasses: Sendable {
  private(set) var count = 0
  private var numbers: [Int32] = []
  private var keyCount = 0

  init() {}

  /// - Parameter named: for each kind, the keys that rules name in it.
  init(keyCount: Int, named: [ValueKind: Set<Int32>]) {
    self.keyCount = keyCount
    numbers = Array(repeating: 0, count: ValueKind.allCases.count * (keyCount + 1))
    for kind in ValueKind.allCases {
      let base = Int(kind.rawValue) * (keyCount + 1)
      let other = Int32(count)
      count += 1
      for offset in 0...keyCount { numbers[base + offset] = other }
      for key in (named[kind] ?? []).sorted() {
        numbers[base + 1 + Int(key)] = Int32(count)
        count += 1
      }
    }
  }

  /// `key` is -1 for one that no rule names.
  @inline(__always)
  subscript(_ kind: ValueKind, _ key: Int32) -> Int32 {
    numbers[Int(kind.rawValue) * (keyCount + 1) + 1 + Int(key)]
  }
}
