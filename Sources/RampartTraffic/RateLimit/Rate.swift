public import RampartCore

/// So many requests in so much time: `100/1s`, `10/1m`, `1000/1h`.
public struct Rate: Sendable, Hashable {
  /// 1...1,000,000,000.
  public let count: Int
  /// Whole milliseconds, from one to 366 days.
  public let period: Duration

  /// - Throws: where `count` or `period` is out of range, or the period is not counted in whole milliseconds.
  public init(count: Int, per period: Duration) throws(InvalidOption) {
    guard Self.counts.contains(count) else {
      throw InvalidOption("rateLimit.invalidRate", "the count of a rate goes from 1 to 1000000000")
    }
    guard Self.periods.contains(period), period.components.attoseconds % 1_000_000_000_000_000 == 0 else {
      throw InvalidOption("rateLimit.invalidRate", "the period of a rate is whole milliseconds, from 1ms to 8784h")
    }
    self.count = count
    self.period = period
  }

  /// Reads `100/1s`; the units are `ms`, `s`, `m` and `h`.
  ///
  /// - Throws: where the text is none, or the rate is out of range.
  public init(_ text: String) throws(InvalidOption) {
    guard let (count, milliseconds) = Self.parse(text) else {
      throw InvalidOption("rateLimit.invalidRate", "a rate is written like `100/1s`")
    }
    try self.init(count: count, per: .milliseconds(milliseconds))
  }

  static let counts = 1...1_000_000_000
  static let periods = Duration.milliseconds(1)...Duration.seconds(366 * 86_400)

  var milliseconds: Int {
    Int(period.components.seconds) * 1000 + Int(period.components.attoseconds / 1_000_000_000_000_000)
  }
}

extension Rate: CustomStringConvertible {
  /// The shortest exact form.
  public var description: String {
    let unit = Self.units.first { milliseconds % $0.size == 0 } ?? (name: "ms", size: 1)
    return "\(count)/\(milliseconds / unit.size)\(unit.name)"
  }

  private static let units: [(name: String, size: Int)] = [("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)]

  /// Nil for text in another form and for numbers that do not fit.
  static func parse(_ text: String) -> (count: Int, milliseconds: Int)? {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let count = wholeNumber(parts[0]) else { return nil }
    let digits = parts[1].prefix { $0.isASCII && $0.isNumber }
    let name = parts[1].dropFirst(digits.count)
    guard let amount = wholeNumber(digits), let unit = units.first(where: { $0.name == name }) else { return nil }
    let (milliseconds, overflows) = amount.multipliedReportingOverflow(by: unit.size)
    return overflows ? nil : (count, milliseconds)
  }

  private static func wholeNumber(_ digits: Substring) -> Int? {
    digits.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(String(digits)) : nil
  }
}
