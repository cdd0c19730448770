import NIOCore
import RampartTesting

@testable import RampartGateway

/// However the network cuts a head, it is read the same way, and nothing of it lies outside of it. What is refused may be
/// refused later where it comes in parts, for a head is not parsed anew for each byte.
enum HeadProperty: FuzzProperty {
  static func check(_ bytes: UnsafeRawBufferPointer) throws(FuzzViolation) {
    let whole = try outcome(of: [bytes[...]])
    let cut = bytes.isEmpty ? 0 : Int(bytes[0]) % (bytes.count + 1)
    let parts = try outcome(of: [bytes[..<cut], bytes[cut...]])
    try expect(
      whole == parts || parts == "more" && whole.hasPrefix("refused"), "cut at \(cut): \(whole), then \(parts)")
  }

  private static func outcome(of parts: [Slice<UnsafeRawBufferPointer>]) throws(FuzzViolation) -> String {
    var parser = RequestHeadParser(maximumBytes: 8192)
    var buffer = ByteBuffer()
    for part in parts {
      buffer.writeBytes(part)
      let head: RequestHead
      do throws(HeadFailure) {
        guard let parsed = try parser.parse(&buffer) else { continue }
        head = parsed
      } catch {
        _ = RequestRemnant.head(of: buffer)
        return "refused: \(error)"
      }
      try check(head)
      return "\(head.fields.string(head.method)) \(head.fields.string(head.path)) \(head.framing)"
    }
    return "more"
  }

  private static func check(_ head: RequestHead) throws(FuzzViolation) {
    let size = head.fields.bytes.readableBytes
    for extent in [head.method, head.path, head.query, head.authority, head.host]
      + head.fields.lines.flatMap({ [$0.name, $0.value] })
    {
      try expect(Int(extent.start) + Int(extent.count) <= size, "an extent outside")
    }
    try expect(head.fields.lines.count(where: { $0.id == .host }) <= 1, "two hosts")
    try expect(!head.path.isEmpty && !head.method.isEmpty, "no path or method")
  }
}
