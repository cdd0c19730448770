/// Writes tar archives, good ones and others.
struct TarText {
  private(set) var bytes: [UInt8] = []

  mutating func add(
    _ name: String, _ contents: [UInt8] = [], type: Character = "0", size: Int? = nil, prefix: String = "",
    magic: String = "ustar\0" + "00"
  ) {
    var block = [UInt8](repeating: 0, count: 512)
    func put(_ text: String, at place: Int) {
      for (index, byte) in text.utf8.enumerated() { block[place + index] = byte }
    }
    func octal(_ number: Int, _ width: Int) -> String {
      let digits = String(number, radix: 8)
      return String(repeating: "0", count: width - digits.count) + digits
    }
    put(name, at: 0)
    put("0000644\0", at: 100)
    put(octal(size ?? contents.count, 11), at: 124)
    put("        ", at: 148)
    block[156] = type.asciiValue ?? 0
    put(magic, at: 257)
    put(prefix, at: 345)
    put(octal(block.reduce(0) { $0 + Int($1) }, 6) + "\0 ", at: 148)
    bytes += block + contents + Array(repeating: 0, count: (512 - contents.count % 512) % 512)
  }

  mutating func pax(_ key: String, _ value: String, type: Character = "x") {
    let rest = " \(key)=\(value)\n".utf8.count
    var length = rest + 1
    while String(length).count + rest != length { length += 1 }
    add("pax", Array("\(length) \(key)=\(value)\n".utf8), type: type)
  }

  /// With the two blocks of zeros at its end.
  var archive: [UInt8] { bytes + Array(repeating: 0, count: 1024) }
}
