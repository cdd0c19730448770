import RampartTesting
import RampartWAF

/// The first byte picks a transformation, the rest is its value: it keeps its bounds and says truly whether it changed it.
enum TransformationsProperty: FuzzProperty {
  static func check(_ bytes: UnsafeRawBufferPointer) throws(FuzzViolation) {
    let violation = Transformation.violation(by: bytes)
    try expect(violation == nil, violation ?? "")
  }
}
