import CVectorscan

/// Occurrences that variants of the library are known to miss.
enum ScanEngineTest {
  private static let cases: [(expression: String, occurrence: String)] = [
    ("\\/", "/"), ("a[^x]", "ab"), ("\\/x*$", "/"), ("[^x]", "y"), ("q?[^x][^x]", "//"),
  ]
  private static let longest = 150

  static func passes(_ scan: ScanEngine.Scan) -> Bool {
    cases.allSatisfy { passes(scan, $0.expression, Array($0.occurrence.utf8)) }
  }

  private static func passes(_ scan: ScanEngine.Scan, _ expression: String, _ occurrence: [UInt8]) -> Bool {
    let item = PatternDatabase.Item(
      expression: PatternExpression(expression.utf8, options: [.dotAll, .multiline]), isApproximate: false, id: 0)
    guard case .compiled(let database)? = try? PatternDatabase.compile([item]) else { return false }
    var scratch: OpaquePointer?
    guard hs_alloc_scratch(database.handle, &scratch) == HS_SUCCESS else { return false }
    defer { hs_free_scratch(scratch) }
    for length in occurrence.count...longest {
      var text = Array(repeating: UInt8(ascii: "x"), count: length)
      for place in 0...(length - occurrence.count) {
        text.replaceSubrange(place..<(place + occurrence.count), with: occurrence)
        guard finds(scan, database, scratch, text) else { return false }
        text.replaceSubrange(place..<(place + occurrence.count), with: repeatElement(0x78, count: occurrence.count))
      }
    }
    return true
  }

  private static func finds(
    _ scan: ScanEngine.Scan, _ database: PatternDatabase, _ scratch: OpaquePointer?, _ text: [UInt8]
  ) -> Bool {
    var isFound = false
    let status = text.withUnsafeBytes { text in
      withUnsafeMutablePointer(to: &isFound) { isFound in
        scan(
          database.handle, text.baseAddress?.assumingMemoryBound(to: CChar.self), UInt32(text.count), 0, scratch,
          { _, _, _, _, context in
            context?.assumingMemoryBound(to: Bool.self).pointee = true
            return 0
          }, isFound)
      }
    }
    return status == HS_SUCCESS && isFound
  }
}
