/// The fields of a query or of a form (WHATWG URL, section 5: `application/x-www-form-urlencoded`).
struct FormFields {
  private let pairs: [ArraySlice<UInt8>]

  /// - Parameter separators: some servers part a query at `;` too.
  init(_ text: some Sequence<UInt8>, separators: StaticString) {
    let separators = Array(separators.description.utf8)
    pairs = Array(text).split { separators.contains($0) }
  }

  /// Every value of a field, in order.
  func values(of name: String) -> [String] {
    pairs.compactMap { pair in
      let end = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
      guard Self.decode(pair[..<end]).elementsEqual(name.utf8) else { return nil }
      return String(decoding: Self.decode(pair[end...].dropFirst()), as: UTF8.self)
    }
  }

  /// Whether there is what some server takes for such a field, in whichever case it is written: PHP drops spaces before
  /// a name, makes `_` of those in it and of dots, and what follows `[` is an index to it and others.
  func has(_ name: String) -> Bool {
    pairs.contains { pair in
      let end = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
      let sent = Self.decode(pair[..<end]).drop { $0 == 0x20 }.prefix { $0 != UInt8(ascii: "[") && $0 != 0 }
      let taken = sent.map { $0 == 0x20 || $0 == UInt8(ascii: ".") ? UInt8(ascii: "_") : $0 }
      return String(decoding: taken, as: UTF8.self).lowercased() == name
    }
  }

  private static func decode(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    var index = bytes.startIndex
    while index < bytes.endIndex {
      let byte = bytes[index]
      if byte == UInt8(ascii: "%"), index + 2 < bytes.endIndex, let high = hexValue(bytes[index + 1]),
        let low = hexValue(bytes[index + 2])
      {
        result.append(high << 4 | low)
        index += 3
      } else {
        result.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
        index += 1
      }
    }
    return result
  }

  private static func hexValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46, 0x61...0x66: (byte | 0x20) - 0x61 + 10
    default: nil
    }
  }
}
