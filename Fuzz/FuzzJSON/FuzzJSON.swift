import FuzzDriver

@testable import RampartWAF

/// Any bytes as JSON (RFC 8259).
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  BodyFuzzing.json(FuzzDriver.bytes(start, count))
  return 0
}
