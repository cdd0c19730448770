/// How much of a release is taken; ten times and more of what one is.
package struct ReleaseLimits: Sendable, Hashable {
  /// Bytes that are downloaded.
  package var archive = 64 << 20
  /// Bytes of the archive once it is decompressed.
  package var unpacked = 256 << 20
  /// Bytes of one file.
  package var file = 16 << 20
  /// Files and folders.
  package var entries = 20_000
  /// Bytes of a path in it.
  package var path = 512
  /// Folders in each other.
  package var depth = 16
  /// Bytes of a header that tells more about an entry.
  package var extendedHeader = 64 << 10

  package init() {}
}
