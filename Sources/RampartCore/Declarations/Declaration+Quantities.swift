extension Declaration where Value == Int {
  /// A number of bytes: `512B`, `32KiB`, `10MiB`, `1GiB`; powers of 1024.
  package static func byteCount(in range: ClosedRange<Int>) -> Declaration {
    Declaration<String>.text(
      pattern: "^[0-9]+(B|KiB|MiB|GiB)$", called: "a number of bytes", example: "32KiB",
      correct: { Quantity.correct($0, units: Quantity.bytes) },
      parse: { Quantity.parse($0, units: Quantity.bytes) },
      render: { Quantity.render($0, units: Quantity.bytes) }
    ).within(range) { Quantity.render($0, units: Quantity.bytes) }
  }

  /// Bytes per second: `1KiB/s`.
  package static func byteRate(in range: ClosedRange<Int>) -> Declaration {
    Declaration<String>.text(
      pattern: "^[0-9]+(B|KiB|MiB|GiB)/s$", called: "bytes per second", example: "1KiB/s",
      parse: { $0.hasSuffix("/s") ? Quantity.parse(String($0.dropLast(2)), units: Quantity.bytes) : nil },
      render: { Quantity.render($0, units: Quantity.bytes) + "/s" }
    ).within(range) { Quantity.render($0, units: Quantity.bytes) + "/s" }
  }
}

extension Declaration where Value == Duration {
  /// A span of time: `250ms`, `30s`, `5m`, `1h`.
  package static func duration(in range: ClosedRange<Duration>) -> Declaration {
    Declaration<String>.text(
      pattern: "^[0-9]+(ms|s|m|h)$", called: "a span of time", example: "30s",
      correct: { Quantity.correct($0, units: Quantity.milliseconds) },
      parse: { Quantity.parse($0, units: Quantity.milliseconds).map { .milliseconds($0) } },
      render: { Quantity.render($0.wholeMilliseconds, units: Quantity.milliseconds) }
    ).within(range) { Quantity.render($0.wholeMilliseconds, units: Quantity.milliseconds) }
  }
}

extension Declaration where Value: Comparable {
  fileprivate func within(
    _ range: ClosedRange<Value>,
    _ name: @escaping @Sendable (Value) -> String
  ) -> Declaration {
    map(
      { value throws(ConfigurationProblem) in
        guard range.contains(value) else {
          let bounds = "it goes from \(name(range.lowerBound)) to \(name(range.upperBound))"
          throw ConfigurationProblem("impossibleValue", "`\(name(value))` is out of range, \(bounds)")
        }
        return value
      },
      back: { $0 }
    )
  }
}

/// Whole numbers with a unit behind them.
enum Quantity {
  /// `others` are names that people write for the same unit, in lower case.
  typealias Units = [(suffix: String, size: Int, others: [String])]
  static let bytes: Units = [
    ("GiB", 1 << 30, ["g", "gb", "gib", "gi"]), ("MiB", 1 << 20, ["m", "mb", "mib", "mi"]),
    ("KiB", 1 << 10, ["k", "kb", "kib", "ki"]), ("B", 1, ["b", "byte", "bytes"]),
  ]
  static let milliseconds: Units = [
    ("ms", 1, ["ms", "msec", "millis", "milliseconds"]), ("h", 3_600_000, ["h", "hr", "hour", "hours"]),
    ("m", 60_000, ["m", "min", "mins", "minute", "minutes"]), ("s", 1000, ["s", "sec", "secs", "second", "seconds"]),
  ]

  static func parse(_ text: String, units: Units) -> Int? {
    guard let unit = units.first(where: { text.hasSuffix($0.suffix) }) else { return nil }
    let digits = text.dropLast(unit.suffix.count)
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let count = Int(digits) else {
      return nil
    }
    let (product, overflows) = count.multipliedReportingOverflow(by: unit.size)
    return overflows ? nil : product
  }

  /// The same number with the unit that was probably meant: `10 mb` is `10MiB`.
  static func correct(_ text: String, units: Units) -> String? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let name = text.dropFirst(digits.count).trimmingPrefix(" ")
    guard let unit = units.first(where: { $0.others.contains(name.lowercased()) }) else { return nil }
    let meant = String(digits) + unit.suffix
    return parse(meant, units: units) == nil ? nil : meant
  }

  /// The shortest exact form.
  static func render(_ value: Int, units: Units) -> String {
    let fitting = units.filter { value >= $0.size && value % $0.size == 0 }.max { $0.size < $1.size }
    let unit = fitting ?? units.min { $0.size < $1.size } ?? ("", 1, [])
    return String(value / unit.size) + unit.suffix
  }
}

extension Duration {
  /// Rounded towards zero.
  package var wholeMilliseconds: Int {
    Int(components.seconds) * 1000 + Int(components.attoseconds / 1_000_000_000_000_000)
  }
}
