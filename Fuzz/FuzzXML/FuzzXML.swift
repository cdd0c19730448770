import FuzzDriver

@testable import RampartWAF

/// Any bytes as XML.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  BodyFuzzing.xml(FuzzDriver.bytes(start, count))
  return 0
}
