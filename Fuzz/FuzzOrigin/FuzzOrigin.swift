import FuzzDriver
import RampartBrowser

/// What is read as an origin is read the same from its own text, which is what answers carry.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  guard let origin = SerializedOrigin(bytes: FuzzDriver.bytes(start, count)) else { return 0 }
  guard case .origin(let web) = origin else { return 0 }
  let text = web.description
  FuzzDriver.expect(WebOrigin(text) == web, "`\(text)` is another origin")
  FuzzDriver.expect(text.utf8.allSatisfy { (0x21...0x7E).contains($0) }, "not printable")
  FuzzDriver.expect(!text.contains("@") && !text.contains("\\") && !text.hasSuffix("/"), "more than an origin")
  return 0
}
