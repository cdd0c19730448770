/// What is unusual in a multipart body, each a variable `MULTIPART_…`.
package struct MultipartFlags: OptionSet, Sendable, Hashable {
  package let rawValue: UInt16

  package init(rawValue: UInt16) {
    self.rawValue = rawValue
  }

  package static let boundaryQuoted = MultipartFlags(rawValue: 1 << 0)
  package static let boundaryWhitespace = MultipartFlags(rawValue: 1 << 1)
  package static let dataBefore = MultipartFlags(rawValue: 1 << 2)
  package static let dataAfter = MultipartFlags(rawValue: 1 << 3)
  package static let headerFolding = MultipartFlags(rawValue: 1 << 4)
  package static let invalidHeaderFolding = MultipartFlags(rawValue: 1 << 5)
  package static let lfLine = MultipartFlags(rawValue: 1 << 6)
  package static let crlfLFLines = MultipartFlags(rawValue: 1 << 7)
  package static let missingSemicolon = MultipartFlags(rawValue: 1 << 8)
  package static let invalidQuoting = MultipartFlags(rawValue: 1 << 9)
  package static let invalidPart = MultipartFlags(rawValue: 1 << 10)
  package static let fileLimitExceeded = MultipartFlags(rawValue: 1 << 11)
  package static let strictError = MultipartFlags(rawValue: 1 << 12)
  /// A line ended in CR LF; no variable of its own.
  static let crlfLine = MultipartFlags(rawValue: 1 << 13)
  /// The parser gave up; no variable of its own.
  static let failed = MultipartFlags(rawValue: 1 << 14)

  /// Each of these makes `MULTIPART_STRICT_ERROR`.
  static let strict: MultipartFlags = [
    .failed, .boundaryQuoted, .boundaryWhitespace, .dataBefore, .dataAfter, .headerFolding, .invalidHeaderFolding,
    .lfLine, .missingSemicolon, .invalidQuoting, .invalidPart, .fileLimitExceeded,
  ]
}
