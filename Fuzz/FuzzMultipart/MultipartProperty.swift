import RampartTesting
import RampartWAF

/// A content type in the first line, and a multipart body (RFC 7578): what is made of it lies within what was written.
enum MultipartProperty: FuzzProperty {
  static func check(_ bytes: UnsafeRawBufferPointer) throws(FuzzViolation) {
    BodyFuzzing.multipart(bytes)
  }
}
