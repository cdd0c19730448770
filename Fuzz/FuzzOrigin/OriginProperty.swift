import RampartBrowser
import RampartTesting

/// What is read as an origin is read the same from its own text, which is what answers carry.
enum OriginProperty: FuzzProperty {
  static func check(_ bytes: UnsafeRawBufferPointer) throws(FuzzViolation) {
    guard case .origin(let web) = SerializedOrigin(bytes: bytes) else { return }
    let text = web.description
    try expect(WebOrigin(text) == web, "`\(text)` is another origin")
    try expect(text.utf8.allSatisfy { (0x21...0x7E).contains($0) }, "not printable")
    try expect(!text.contains("@") && !text.contains("\\") && !text.hasSuffix("/"), "more than an origin")
  }
}
