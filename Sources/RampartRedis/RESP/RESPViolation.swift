/// Why bytes are no message. What came is not repeated.
package struct RESPViolation: Error, Sendable, Hashable, CustomStringConvertible {
  package let description: String

  init(_ description: String) {
    self.description = description
  }

  static let unknownType = RESPViolation("a value begins with an unknown type byte")
  static let lineEnding = RESPViolation("a line does not end in CR LF")
  static let bulkEnding = RESPViolation("a bulk string does not end in CR LF")
  static let length = RESPViolation("a length is not a whole number in range")
  static let integer = RESPViolation("an integer is not a whole number of 64 bits")
  static let double = RESPViolation("a double is not a number")
  static let bigNumber = RESPViolation("a big number is not made of digits")
  static let boolean = RESPViolation("a boolean is neither `t` nor `f`")
  static let null = RESPViolation("a null has contents")
  static let verbatim = RESPViolation("a verbatim string has no format")
  static let nestedPush = RESPViolation("a push stands inside another value")
  static let tooDeep = RESPViolation("a reply is nested too deeply")
  static let tooManyElements = RESPViolation("a reply has too many elements")
  static let bulkTooLarge = RESPViolation("a bulk string is too long")
  static let lineTooLong = RESPViolation("a line is too long")
  static let messageTooLarge = RESPViolation("a reply is too large")
}
