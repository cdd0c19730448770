extension Inspection {
  private static var longestRemnant: Int { 16 << 10 }

  /// A request that was refused for its form: runs the rules on what can be read of it, for the log alone.
  ///
  /// - Parameter bytes: a head as HTTP/1.1 has it, whole or not.
  package func observe(remnant bytes: UnsafeRawBufferPointer) {
    let lines = bytes.prefix(Self.longestRemnant).split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      let line = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
      if index == 0 {
        transaction.setRawRequestLine(UnsafeRawBufferPointer(rebasing: line))
      } else if line.isEmpty {
        break
      } else if let colon = line.firstIndex(of: UInt8(ascii: ":")) {
        let value = line[(colon + 1)...].drop { $0 == 0x20 || $0 == 0x09 }
        transaction.addRequestHeader(
          UnsafeRawBufferPointer(rebasing: line[..<colon]), UnsafeRawBufferPointer(rebasing: value))
      }
    }
    _ = transaction.evaluateRequestHead()
    _ = transaction.evaluateRequestBody()
  }
}
