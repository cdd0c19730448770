import FuzzDriver
import RampartWAF

/// Any operator with any argument answers any value: the same with captures and without, from an argument in the rule and
/// from one out of a request, and with captures that lie in the value.
///
/// The first byte chooses the operator, the second says how long the argument is, which comes next; the rest is the value.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = FuzzDriver.bytes(start, count)
  guard bytes.count >= 2 else { return 0 }
  let name = OperatorName.allCases[Int(bytes[0]) % OperatorName.allCases.count]
  let length = min(Int(bytes[1]) % 64, bytes.count - 2)
  let argument = Array(bytes[2..<(2 + length)])
  let value = Array(bytes[(2 + length)...])
  if name == .rx {
    ExpressionCheck.run(argument, value)
  } else {
    // Only text can stand in a rule.
    OperatorCheck.run(name, String(decoding: argument, as: UTF8.self), value)
  }
  return 0
}
