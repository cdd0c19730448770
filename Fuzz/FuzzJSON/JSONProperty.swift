import RampartTesting
import RampartWAF

/// Any bytes as JSON (RFC 8259).
enum JSONProperty: FuzzProperty {
  static func check(_ bytes: UnsafeRawBufferPointer) throws(FuzzViolation) {
    BodyFuzzing.json(bytes)
  }
}
