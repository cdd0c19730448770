/// Code points as UTF-8; surrogates too, which JSON texts can hold.
enum CodePointText {
  /// Up to four bytes; says how many.
  static func write(_ scalar: UInt32, to destination: UnsafeMutablePointer<UInt8>) -> Int {
    func continuation(_ shift: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: scalar >> shift & 0x3F | 0x80) }
    switch scalar {
    case 0..<0x80:
      destination[0] = UInt8(truncatingIfNeeded: scalar)
      return 1
    case 0x80..<0x800:
      destination[0] = UInt8(truncatingIfNeeded: scalar >> 6 | 0xC0)
      destination[1] = continuation(0)
      return 2
    case 0x800..<0x10000:
      destination[0] = UInt8(truncatingIfNeeded: scalar >> 12 | 0xE0)
      destination[1] = continuation(6)
      destination[2] = continuation(0)
      return 3
    default:
      destination[0] = UInt8(truncatingIfNeeded: scalar >> 18 & 0x07 | 0xF0)
      destination[1] = continuation(12)
      destination[2] = continuation(6)
      destination[3] = continuation(0)
      return 4
    }
  }
}
