import RampartTesting
import RampartWAF

/// Any bytes as XML.
enum XMLProperty: FuzzProperty {
  static func check(_ bytes: UnsafeRawBufferPointer) throws(FuzzViolation) {
    BodyFuzzing.xml(bytes)
  }
}
