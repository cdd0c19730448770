/// Cuts a stream of bytes into lines, and gives up on those that are too long.
package struct BoundedLines: Sendable {
  private let limit: Int
  private var pending: [UInt8] = []
  private var isTooLong = false
  package private(set) var tooLong = 0

  /// - Parameter limit: bytes of a line.
  package init(limit: Int) {
    self.limit = limit
  }

  /// Gives each line that `bytes` completes, without its end.
  package mutating func feed(_ bytes: [UInt8], _ line: ([UInt8]) -> Void) {
    var rest = bytes[...]
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      append(rest[..<end])
      finish(line)
      rest = rest[(end + 1)...]
    }
    append(rest)
  }

  /// Gives the last line, where nothing ends it. Where lines go on, they begin anew.
  package mutating func finish(_ line: ([UInt8]) -> Void) {
    if isTooLong { tooLong += 1 } else if !pending.isEmpty { line(pending) }
    pending.removeAll(keepingCapacity: true)
    isTooLong = false
  }

  private mutating func append(_ bytes: ArraySlice<UInt8>) {
    guard !isTooLong, pending.count + bytes.count <= limit else {
      isTooLong = true
      return
    }
    pending += bytes
  }
}
