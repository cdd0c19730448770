/// A name in the tag that is being read, to find one that is there twice.
struct XMLAttributeName: Sendable {
  /// In the document.
  var range: ByteRange
  var hash: UInt32
}
