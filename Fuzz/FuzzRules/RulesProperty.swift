import RampartTesting
import RampartWAF

/// Any bytes as a rule file, a data file, and as each part of a rule: read or refused, never a trap.
enum RulesProperty: FuzzProperty {
  static func check(_ bytes: UnsafeRawBufferPointer) throws(FuzzViolation) {
    SecLangFuzzing.run(Array(bytes))
  }
}
