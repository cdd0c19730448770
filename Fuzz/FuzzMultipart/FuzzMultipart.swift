import FuzzDriver

@testable import RampartWAF

/// A content type in the first line, and a multipart body (RFC 7578): what is made of it lies within what was written.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  BodyFuzzing.multipart(FuzzDriver.bytes(start, count))
  return 0
}
