import FuzzDriver
import RampartCore

/// The canonical form is a form: it has no other, and nothing in it climbs.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let path = FuzzDriver.bytes(start, count)
  guard let canonical = CanonicalPath.canonicalize(path) else {
    FuzzDriver.expect(!CanonicalPath.isCanonical(path), "canonical, and yet refused")
    return 0
  }
  FuzzDriver.expect(canonical.withUnsafeBytes { CanonicalPath.canonicalize($0) } == canonical, "not stable")
  if CanonicalPath.isCanonical(path) {
    FuzzDriver.expect(canonical.elementsEqual(path), "canonical, and yet changed")
  }
  let segments = canonical.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
  FuzzDriver.expect(canonical.first == UInt8(ascii: "/"), "no slash at the start")
  FuzzDriver.expect(segments.dropLast().allSatisfy { !$0.isEmpty }, "an empty segment")
  for segment in segments {
    let text = String(decoding: segment, as: UTF8.self)
    for piece in text.split(separator: "%2F", omittingEmptySubsequences: false) {
      let name = piece.prefix { $0 != ";" }
      FuzzDriver.expect(name != "." && name != "..", "a dot segment")
    }
  }
  FuzzDriver.expect(
    canonical.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") }, "not printable")
  return 0
}
