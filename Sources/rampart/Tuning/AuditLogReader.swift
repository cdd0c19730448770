import RampartWAF

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Reads audit logs line by line, whatever their size.
struct AuditLogReader {
  // A line has five texts of 256 bytes, a path and the tags; the longest path is that of the longest request head.
  private static let longestLine = 256 << 10

  private var lines = BoundedLines(limit: Self.longestLine)
  private let decoder = JSONDecoder()
  private(set) var read = 0
  /// Lines that are no line of an audit log.
  private(set) var damaged = 0

  var tooLong: Int { lines.tooLong }

  /// - Parameter path: of a file, or `-` for standard input.
  /// - Throws: what the system says where the file cannot be read.
  mutating func read(_ path: String, into tuner: inout ExclusionTuner) throws(ReleaseError) {
    try InputFile(path: path).read { (bytes) throws(ReleaseError) in take(bytes, isLast: false, &tuner) }
    take([], isLast: true, &tuner)
  }

  private mutating func take(_ bytes: [UInt8], isLast: Bool, _ tuner: inout ExclusionTuner) {
    var complete: [[UInt8]] = []
    if isLast { lines.finish { complete.append($0) } } else { lines.feed(bytes) { complete.append($0) } }
    for line in complete {
      read += 1
      if let line = try? decoder.decode(AuditLogLine.self, from: Data(line)), (1...999_999_999).contains(line.id) {
        tuner.add(line.entry)
      } else {
        damaged += 1
      }
    }
  }
}
