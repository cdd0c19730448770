/// What is known of one part.
struct MultipartPart: Sendable {
  /// In the arena, as the next two.
  var name = ByteRange.empty
  var fileName = ByteRange.empty
  var isFile = false
  /// In the body. Behind the header; the line end before the boundary is none of it.
  var content = 0..<0
}
