/// One header of a tar archive (POSIX.1-2017, pax, "ustar Interchange Format", and GNU's long names).
struct TarHeader {
  static let size = 512

  enum Kind {
    case file
    case folder
    /// Of pax: more about the next entry.
    case extended
    /// Of pax: more about all entries from here on.
    case extendedForAll
    /// Of GNU: the next entry's name.
    case longName
  }

  let kind: Kind
  let name: [UInt8]
  /// Bytes of the contents.
  let size: Int

  /// - Parameter block: 512 bytes, not all of them zero.
  /// - Throws: for what is no header, and for what must not be in a release: links, devices and pipes.
  init(_ block: [UInt8]) throws(ReleaseError) {
    guard Self.checksum(block) == Self.octal(block[148..<156]) else {
      throw ReleaseError("the archive is damaged, or no tar archive: a header's checksum is wrong")
    }
    let isPOSIX = block[257..<263].elementsEqual("ustar\0".utf8)
    let prefix = isPOSIX ? Self.text(block[345..<500]) : []
    let short = Self.text(block[0..<100])
    name = prefix.isEmpty ? short : prefix + [UInt8(ascii: "/")] + short
    guard let size = Self.octal(block[124..<136]) else {
      throw ReleaseError("the archive has a size that is no number")
    }
    self.size = size
    switch block[156] {
    case 0, UInt8(ascii: "0"): kind = name.last == UInt8(ascii: "/") ? .folder : .file
    case UInt8(ascii: "5"): kind = .folder
    case UInt8(ascii: "x"): kind = .extended
    case UInt8(ascii: "g"): kind = .extendedForAll
    case UInt8(ascii: "L"): kind = .longName
    case UInt8(ascii: "1"), UInt8(ascii: "2"), UInt8(ascii: "K"): throw Self.refusal("a link")
    case UInt8(ascii: "3"), UInt8(ascii: "4"): throw Self.refusal("a device")
    case UInt8(ascii: "6"): throw Self.refusal("a pipe")
    default: throw Self.refusal("an entry that is neither a file nor a folder")
    }
  }

  private static func refusal(_ what: String) -> ReleaseError {
    ReleaseError("the archive has \(what) in it, which no release of a rule set needs; it is not taken")
  }

  /// Up to the first NUL.
  private static func text(_ field: ArraySlice<UInt8>) -> [UInt8] {
    Array(field.prefix { $0 != 0 })
  }

  /// Octal digits that spaces and NULs may surround; nil for anything else, and for what is negative or does not fit.
  private static func octal(_ field: ArraySlice<UInt8>) -> Int? {
    let number = field.drop { $0 == 0x20 }
    let digits = number.prefix { $0 != 0x20 && $0 != 0 }
    guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x37).contains($0) }),
      number.dropFirst(digits.count).allSatisfy({ $0 == 0x20 || $0 == 0 })
    else { return nil }
    return digits.reduce(0) { $0 << 3 | Int($1 & 7) }
  }

  /// The sum of all bytes, with spaces in the place of the sum itself.
  private static func checksum(_ block: [UInt8]) -> Int {
    block.indices.reduce(0) { $0 + ((148..<156).contains($1) ? 0x20 : Int(block[$1])) }
  }
}
