/// How often bytes occur in what ordinary clients send: form fields, names, addresses, prose.
///
/// Round numbers; they serve to choose between texts to search for, and nothing depends on their being right.
enum ByteFrequency {
  static let table: [Double] = {
    var table = Array(repeating: 0.0005, count: 256)
    for (byte, percent) in zip("etaoinshrdlcumwfgypbvkjxqz".utf8, letters) {
      table[Int(byte)] = percent / 100
    }
    for byte in UInt8(ascii: "0")...UInt8(ascii: "9") {
      table[Int(byte)] = 0.02
    }
    for (byte, percent) in [(" ", 12.0), ("-", 2), (".", 2), ("/", 2), (",", 1.5), ("=", 1), ("_", 1), ("'", 0.8)] {
      table[Int(byte.utf8.first ?? 0)] = percent / 100
    }
    for byte in "\"();:&?+%\n\r@".utf8 {
      table[Int(byte)] = 0.005
    }
    for byte in UInt8(0x80)...0xFF {
      table[Int(byte)] = 0.002
    }
    return table
  }()

  private static let letters = [
    10.0, 8, 7, 6.5, 6, 6, 6, 5, 5, 4, 4, 3, 3, 2.5, 2, 2, 2, 2, 2, 1.5, 1, 1, 0.3, 0.3, 0.2, 0.2,
  ]
}
