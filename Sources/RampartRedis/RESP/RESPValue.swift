/// One value of the Redis protocol, RESP2 or RESP3.
///
/// Source: the RESP3 specification (redis-specifications, protocol/RESP3.md). Attributes are skipped and pushes are kept
/// apart, so neither has a case here.
public indirect enum RESPValue: Sendable, Hashable {
  /// The null of RESP3, and the null bulk string and null array of RESP2.
  case null
  /// A short text such as `OK`.
  case simple(String)
  /// What the server says is wrong, such as `WRONGTYPE Operation against …`. It may repeat arguments of the command.
  case error(String)
  /// A whole number of 64 bits.
  case integer(Int64)
  /// Bytes of any kind.
  case bulk([UInt8])
  /// Values in order.
  case array([RESPValue])
  /// True or false.
  case boolean(Bool)
  /// A number that may be infinite or not a number.
  case double(Double)
  /// A whole number of any size, as its decimal digits.
  case bigNumber(String)
  /// Text with a format of three letters, such as `txt` or `mkd`.
  case verbatim(format: String, text: [UInt8])
  /// Pairs in the order in which they came.
  case map([RESPPair])
  /// Values of which the server says that each stands once. That is not checked.
  case set([RESPValue])
}

/// A key and its value in a `RESPValue.map`.
public struct RESPPair: Sendable, Hashable {
  /// The key; any type of value.
  public var key: RESPValue
  /// The value.
  public var value: RESPValue

  /// A pair.
  public init(key: RESPValue, value: RESPValue) {
    self.key = key
    self.value = value
  }
}
