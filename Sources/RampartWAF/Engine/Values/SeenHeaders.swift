/// What was found in headers, and in their names, for the rules of requests. Most headers are the same in many requests,
/// and need not be searched again.
///
/// It has a fixed size, and a value takes the place of another: whoever sends new headers all the time only loses what
/// this saves.
final class SeenHeaders {
  private struct Entry: BitwiseCopyable {
    var valueClass: Int32 = -1
    var count: Int32 = 0
  }

  private static let places = 512
  private static let longest = 256

  private let words: Int
  private let entries = Column<Entry>(capacity: places)
  private let texts = UnsafeMutableRawBufferPointer.allocate(byteCount: places * longest, alignment: 8)
  /// What was found, a bit for each gate.
  private let found: Column<UInt64>
  private let seed = UInt64.random(in: .min ... .max)

  init(words: Int) {
    self.words = words
    found = Column(capacity: max(1, Self.places * words))
    found.append(0, count: Self.places * words)
    entries.append(Entry(), count: Self.places)
  }

  deinit {
    entries.destroy()
    found.destroy()
    texts.deallocate()
  }

  /// What browsers and programs send again and again, and what never says who somebody is: no cookie, token or address
  /// is kept.
  private static let common: [StaticString] = [
    "host", "accept", "origin", "pragma", "connection", "user-agent", "content-type", "cache-control", "accept-charset",
    "accept-encoding", "accept-language", "sec-fetch-dest", "sec-fetch-mode", "sec-fetch-site", "sec-fetch-user",
    "sec-ch-ua", "sec-ch-ua-mobile", "sec-ch-ua-platform", "upgrade-insecure-requests", "x-requested-with", "priority",
  ]

  /// Whether what was found in the value of a header may be kept.
  static func mayKeep(header value: RequestValue) -> Bool {
    mayKeep(name: value)
      && common.contains { $0.utf8CodeUnitCount == value.name.count && value.name.equalsIgnoringCase($0) }
  }

  /// The same for the name of one.
  static func mayKeep(name value: RequestValue) -> Bool { value.bytes.count <= longest }

  /// Appends what was found in a value to `result`; false where that is not known.
  ///
  /// - Parameter value: one that may be kept.
  func recall(_ value: RequestValue, into result: Column<UInt64>) -> Bool {
    let place = place(of: value)
    let entry = entries[place]
    guard entry.valueClass == value.valueClass, Int(entry.count) == value.bytes.count,
      text(place, value.bytes.count).equals(value.bytes)
    else { return false }
    for word in 0..<words { result.append(found[place * words + word]) }
    return true
  }

  /// - Parameter start: where what was found begins in `result`.
  func keep(_ value: RequestValue, _ result: Column<UInt64>, from start: Int) {
    let place = place(of: value)
    entries[place] = Entry(valueClass: value.valueClass, count: Int32(value.bytes.count))
    UnsafeMutableRawBufferPointer(rebasing: texts[place * Self.longest..<(place + 1) * Self.longest])
      .copyMemory(from: value.bytes)
    for word in 0..<words { found[place * words + word] = result[start + word] }
  }

  private func text(_ place: Int, _ count: Int) -> Bytes {
    Bytes(rebasing: texts[place * Self.longest..<place * Self.longest + count])
  }

  private func place(of value: RequestValue) -> Int {
    let bytes = value.bytes
    var hash = seed ^ UInt64(UInt32(bitPattern: value.valueClass)) << 32 ^ UInt64(bytes.count)
    var index = 0
    while index + 8 <= bytes.count {
      hash = Self.mixed(hash ^ bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
      index += 8
    }
    var rest: UInt64 = 0
    while index < bytes.count {
      rest = rest << 8 | UInt64(bytes[index])
      index += 1
    }
    return Int(truncatingIfNeeded: Self.mixed(hash ^ rest)) & (Self.places - 1)
  }

  private static func mixed(_ value: UInt64) -> UInt64 {
    let product = value.multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
    return product.high ^ product.low
  }
}
