import FuzzDriver
import NIOCore

@testable import RampartGateway

/// However the network cuts a head, it is read the same way, and nothing of it lies outside of it. What is refused may be
/// refused later where it comes in parts, for a head is not parsed anew for each byte.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = FuzzDriver.bytes(start, count)
  let whole = outcome(of: [bytes[...]])
  let cut = bytes.isEmpty ? 0 : Int(bytes[0]) % (bytes.count + 1)
  let parts = outcome(of: [bytes[..<cut], bytes[cut...]])
  FuzzDriver.expect(
    whole == parts || parts == "more" && whole.hasPrefix("refused"), "cut at \(cut): \(whole), then \(parts)")
  return 0
}

func outcome(of parts: [Slice<UnsafeRawBufferPointer>]) -> String {
  var parser = RequestHeadParser(maximumBytes: 8192)
  var buffer = ByteBuffer()
  for part in parts {
    buffer.writeBytes(part)
    do throws(HeadFailure) {
      guard let head = try parser.parse(&buffer) else { continue }
      check(head)
      return "\(head.fields.string(head.method)) \(head.fields.string(head.path)) \(head.framing)"
    } catch {
      _ = RequestRemnant.head(of: buffer)
      return "refused: \(error)"
    }
  }
  return "more"
}

func check(_ head: RequestHead) {
  let size = head.fields.bytes.readableBytes
  for extent in [head.method, head.path, head.query, head.authority, head.host]
    + head.fields.lines.flatMap({ [$0.name, $0.value] })
  {
    FuzzDriver.expect(Int(extent.start) + Int(extent.count) <= size, "an extent outside")
  }
  FuzzDriver.expect(head.fields.lines.count(where: { $0.id == .host }) <= 1, "two hosts")
  FuzzDriver.expect(!head.path.isEmpty && !head.method.isEmpty, "no path or method")
}
