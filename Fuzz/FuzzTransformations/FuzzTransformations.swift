import FuzzDriver

@testable import RampartWAF

/// The first byte picks a transformation, the rest is its value: it keeps its bounds and says truly whether it changed it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let violation = Transformation.violation(by: FuzzDriver.bytes(start, count))
  FuzzDriver.expect(violation == nil, violation ?? "")
  return 0
}
