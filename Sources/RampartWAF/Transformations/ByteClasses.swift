/// What kinds of bytes a value has, found in one pass over it; it answers for every transformation whether it is worth
/// running (`Transformation.canChange(_:)`).
///
/// INVARIANT: each byte belongs to exactly one of the classes, so an empty set means an empty value.
package struct ByteClasses: OptionSet, Sendable, Hashable {
  package let rawValue: UInt32

  package init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  package static let other = ByteClasses(rawValue: 1 << 0)
  package static let nul = ByteClasses(rawValue: 1 << 1)
  package static let space = ByteClasses(rawValue: 1 << 2)
  /// Tab, line feed, carriage return.
  package static let lineSpace = ByteClasses(rawValue: 1 << 3)
  /// Vertical tab, form feed.
  package static let rareSpace = ByteClasses(rawValue: 1 << 4)
  package static let percent = ByteClasses(rawValue: 1 << 5)
  package static let plus = ByteClasses(rawValue: 1 << 6)
  package static let ampersand = ByteClasses(rawValue: 1 << 7)
  package static let backslash = ByteClasses(rawValue: 1 << 8)
  package static let upperCase = ByteClasses(rawValue: 1 << 9)
  package static let lowerCase = ByteClasses(rawValue: 1 << 10)
  package static let digit = ByteClasses(rawValue: 1 << 11)
  package static let slash = ByteClasses(rawValue: 1 << 12)
  package static let dot = ByteClasses(rawValue: 1 << 13)
  package static let asterisk = ByteClasses(rawValue: 1 << 14)
  /// `"` and `'`.
  package static let quote = ByteClasses(rawValue: 1 << 15)
  package static let hash = ByteClasses(rawValue: 1 << 16)
  package static let hyphen = ByteClasses(rawValue: 1 << 17)
  package static let caret = ByteClasses(rawValue: 1 << 18)
  /// `,` and `;`.
  package static let separator = ByteClasses(rawValue: 1 << 19)
  package static let noBreakSpace = ByteClasses(rawValue: 1 << 20)
  /// 0x80 to 0xBF without the no-break space: what continues a sequence of UTF-8.
  package static let continuation = ByteClasses(rawValue: 1 << 21)
  /// 0xC0 and above.
  package static let lead = ByteClasses(rawValue: 1 << 22)

  package static let whiteSpace: ByteClasses = [.space, .lineSpace, .rareSpace]
  package static let beyondASCII: ByteClasses = [.noBreakSpace, .continuation, .lead]
}

extension ByteClasses {
  package init(of bytes: UnsafeRawBufferPointer) {
    let count = bytes.count
    let found = classOfByte.withUnsafeBufferPointer { classes in
      // Four sums, so that one look-up need not wait for the one before.
      var first: UInt32 = 0
      var second: UInt32 = 0
      var third: UInt32 = 0
      var fourth: UInt32 = 0
      var position = 0
      while position + 4 <= count {
        first |= classes[Int(bytes[position])]
        second |= classes[Int(bytes[position + 1])]
        third |= classes[Int(bytes[position + 2])]
        fourth |= classes[Int(bytes[position + 3])]
        position += 4
      }
      while position < count {
        first |= classes[Int(bytes[position])]
        position += 1
      }
      return first | second | third | fourth
    }
    self.init(rawValue: found)
  }

  package init(of byte: UInt8) {
    self.init(rawValue: classOfByte[Int(byte)])
  }
}

private let classOfByte: [UInt32] = (0...255).map { ByteClasses.ofByte($0).rawValue }

extension ByteClasses {
  fileprivate static func ofByte(_ byte: UInt8) -> ByteClasses {
    switch byte {
    case 0x00: .nul
    case 0x20: .space
    case 0x09, 0x0A, 0x0D: .lineSpace
    case 0x0B, 0x0C: .rareSpace
    case UInt8(ascii: "%"): .percent
    case UInt8(ascii: "+"): .plus
    case UInt8(ascii: "&"): .ampersand
    case UInt8(ascii: "\\"): .backslash
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): .upperCase
    case UInt8(ascii: "a")...UInt8(ascii: "z"): .lowerCase
    case UInt8(ascii: "0")...UInt8(ascii: "9"): .digit
    case UInt8(ascii: "/"): .slash
    case UInt8(ascii: "."): .dot
    case UInt8(ascii: "*"): .asterisk
    case UInt8(ascii: "\""), UInt8(ascii: "'"): .quote
    case UInt8(ascii: "#"): .hash
    case UInt8(ascii: "-"): .hyphen
    case UInt8(ascii: "^"): .caret
    case UInt8(ascii: ","), UInt8(ascii: ";"): .separator
    case 0xA0: .noBreakSpace
    case 0x80...0xBF: .continuation
    case 0xC0...0xFF: .lead
    default: .other
    }
  }
}
