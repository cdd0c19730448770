import RampartCore
import RampartTesting

/// The canonical form is a form: it has no other, and nothing in it climbs.
enum PathProperty: FuzzProperty {
  static func check(_ path: UnsafeRawBufferPointer) throws(FuzzViolation) {
    guard let canonical = CanonicalPath.canonicalize(path) else {
      return try expect(!CanonicalPath.isCanonical(path), "canonical, and yet refused")
    }
    try expect(canonical.withUnsafeBytes { CanonicalPath.canonicalize($0) } == canonical, "not stable")
    if CanonicalPath.isCanonical(path) {
      try expect(canonical.elementsEqual(path), "canonical, and yet changed")
    }
    try checkSegments(canonical)
    try expect(canonical.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") }, "not printable")
  }

  private static func checkSegments(_ canonical: [UInt8]) throws(FuzzViolation) {
    let segments = canonical.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    try expect(canonical.first == UInt8(ascii: "/"), "no slash at the start")
    try expect(segments.dropLast().allSatisfy { !$0.isEmpty }, "an empty segment")
    for segment in segments {
      let text = String(decoding: segment, as: UTF8.self)
      for piece in text.split(separator: "%2F", omittingEmptySubsequences: false) {
        let name = piece.prefix { $0 != ";" }
        try expect(name != "." && name != "..", "a dot segment")
      }
    }
  }
}
