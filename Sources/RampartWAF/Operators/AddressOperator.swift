import RampartCore

/// `@ipMatch 127.0.0.1,10.0.0.0/8,2001:db8::/32` and `@ipMatchFromFile`. Captures: none.
///
/// An IPv4 address that is written as IPv6 (`::ffff:192.0.2.1`) is the IPv4 address.
package struct AddressOperator: RuleOperator {
  // Without overlaps and in ascending order, so that a list of any length is searched fast.
  private let v4: [ClosedRange<UInt128>]
  private let v6: [ClosedRange<UInt128>]

  package init(_ call: OperatorCall) throws(OperatorError) {
    var entries = call.phrases
    if entries.isEmpty, let text = call.argument.literal {
      entries = text.split(whereSeparator: { $0 == "," || $0.isNewline }).map(String.init)
    }
    var v4: [ClosedRange<UInt128>] = []
    var v6: [ClosedRange<UInt128>] = []
    for entry in entries.map(Self.trimmed) where !entry.isEmpty && !entry.hasPrefix("#") {
      guard let block = AddressBlock(around: entry) else {
        throw OperatorError(call.name, "`\(entry)` is no IP address and no block of them")
      }
      let size = block.base.family == .v4 ? 32 : 128
      let range = block.base.bits...(block.base.bits | Self.low(size - block.prefixLength))
      if block.base.family == .v4 { v4.append(range) } else { v6.append(range) }
    }
    guard !v4.isEmpty || !v6.isEmpty else { throw OperatorError(call.name, "no address is given") }
    self.v4 = Self.merged(v4)
    self.v6 = Self.merged(v6)
  }

  var gate: OperatorGate { .always }

  func evaluate(
    _ value: UnsafeRawBufferPointer, argument: UnsafeRawBufferPointer?, scratch: OperatorScratch
  ) -> OperatorResult {
    contains(value) ? .match : .noMatch
  }

  package func contains(_ text: UnsafeRawBufferPointer) -> Bool {
    guard let address = AddressText.parse(text) else { return false }
    let ranges = address.family == .v4 ? v4 : v6
    var low = 0
    var high = ranges.count
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound < address.bits { low = middle + 1 } else { high = middle }
    }
    return low < ranges.count && ranges[low].contains(address.bits)
  }

  private static func low(_ bits: Int) -> UInt128 {
    bits == 128 ? .max : (1 << UInt128(bits)) - 1
  }

  private static func merged(_ ranges: [ClosedRange<UInt128>]) -> [ClosedRange<UInt128>] {
    var result: [ClosedRange<UInt128>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = result.last, range.lowerBound <= last.upperBound {
        result[result.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
      } else {
        result.append(range)
      }
    }
    return result
  }

  private static func trimmed(_ text: String) -> String {
    let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\r" }
    return String(text.drop(while: isSpace).reversed().drop(while: isSpace).reversed())
  }
}
