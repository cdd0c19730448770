/// Where rule files come from, so that reading them is free of I/O of its own.
package protocol SecLangFiles {
  /// The bytes of a regular file of at most `limit` bytes.
  func contents(of path: String, limit: Int) throws(SecLangFileError) -> [UInt8]
  /// The names in a directory, in any order, without `.` and `..`.
  func names(in directory: String) throws(SecLangFileError) -> [String]
}
