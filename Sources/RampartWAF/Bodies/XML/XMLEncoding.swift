/// How the bytes of a document become UTF-8.
enum XMLEncoding {
  case utf8
  case ascii
  case latin1
  case utf16LittleEndian
  case utf16BigEndian

  /// By the first bytes, as in appendix F of XML 1.0, and how many of them are a mark. UTF-32 and EBCDIC are refused.
  static func detect(_ bytes: UnsafeRawBufferPointer) throws(BodyError) -> (encoding: XMLEncoding, mark: Int) {
    guard bytes.count >= 4 else { throw .malformed }
    switch (bytes[0], bytes[1], bytes[2], bytes[3]) {
    case (0xEF, 0xBB, 0xBF, _): return (.utf8, 3)
    case (0xFF, 0xFE, 0, 0), (0, 0, 0xFE, 0xFF), (0x3C, 0, 0, 0), (0, 0, 0, 0x3C): throw .malformed
    case (0xFF, 0xFE, _, _): return (.utf16LittleEndian, 2)
    case (0xFE, 0xFF, _, _): return (.utf16BigEndian, 2)
    case (0x3C, 0, 0x3F, 0): return (.utf16LittleEndian, 0)
    case (0, 0x3C, 0, 0x3F): return (.utf16BigEndian, 0)
    case (0x4C, 0x6F, 0xA7, 0x94): throw .malformed
    default: return (.utf8, 0)
    }
  }

  /// By the name in the declaration of a document that is read as ASCII so far. Others are refused: what cannot be
  /// read cannot be looked at.
  init(name: UnsafeRawBufferPointer) throws(BodyError) {
    func isNamed(_ text: StaticString) -> Bool { name.count == text.utf8CodeUnitCount && name.hasPrefix(text) }
    if isNamed("utf-8") || isNamed("utf8") {
      self = .utf8
    } else if isNamed("us-ascii") || isNamed("ascii") {
      self = .ascii
    } else if isNamed("iso-8859-1") || isNamed("iso-latin-1") || isNamed("latin1") {
      self = .latin1
    } else {
      throw .malformed
    }
  }

  static func appendUTF8(ofUTF16 bytes: UnsafeRawBufferPointer, isBigEndian: Bool, to text: inout [UInt8])
    throws(BodyError)
  {
    guard bytes.count % 2 == 0 else { throw .malformed }
    var index = 0
    func unit(_ index: Int) -> UInt32 {
      let (first, second) = (UInt32(bytes[index]), UInt32(bytes[index + 1]))
      return isBigEndian ? first << 8 | second : second << 8 | first
    }
    while index < bytes.count {
      var scalar = unit(index)
      index += 2
      if scalar & 0xF800 == 0xD800 {
        guard scalar < 0xDC00, index < bytes.count else { throw .malformed }
        let second = unit(index)
        guard second & 0xFC00 == 0xDC00 else { throw .malformed }
        scalar = 0x10000 + (scalar & 0x3FF) << 10 + second & 0x3FF
        index += 2
      }
      append(scalar, to: &text)
    }
  }

  static func appendUTF8(ofLatin1 bytes: UnsafeRawBufferPointer, to text: inout [UInt8]) {
    for byte in bytes { append(UInt32(byte), to: &text) }
  }

  static func append(_ scalar: UInt32, to text: inout [UInt8]) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 4) { buffer in
      guard let base = buffer.baseAddress else { return }
      text.append(contentsOf: UnsafeBufferPointer(start: base, count: CodePointText.write(scalar, to: base)))
    }
  }
}
