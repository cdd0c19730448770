import FuzzDriver

@testable import RampartWAF

/// Any bytes as a rule file, a data file, and as each part of a rule: read or refused, never a trap.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  SecLangFuzzing.run(Array(FuzzDriver.bytes(start, count)))
  return 0
}
