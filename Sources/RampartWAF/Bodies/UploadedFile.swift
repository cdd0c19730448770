/// A part of a multipart body that has a file name: a member of `FILES`, `FILES_NAMES` and `FILES_SIZES`.
package struct UploadedFile: Sendable, Hashable {
  /// The name of the form field: the key in all three, and the value in `FILES_NAMES`.
  package var name: ByteRange
  /// What the client calls the file: the value in `FILES`.
  package var fileName: ByteRange
  /// The number of bytes as text: the value in `FILES_SIZES`.
  package var size: ByteRange
  /// Where the content is: in the body that was parsed, not in the arena.
  package var content: ByteRange

  package init(name: ByteRange, fileName: ByteRange, size: ByteRange, content: ByteRange) {
    self.name = name
    self.fileName = fileName
    self.size = size
    self.content = content
  }
}
