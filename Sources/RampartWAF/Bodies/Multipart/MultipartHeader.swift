/// A header of the part that is being read; both ranges are in `BodyScratch.multipartHeaderText`.
struct MultipartHeader: Sendable {
  var name: ByteRange
  var value: ByteRange
  /// Of the name in lower case, so that a search among many compares few.
  var hash: UInt32
}
