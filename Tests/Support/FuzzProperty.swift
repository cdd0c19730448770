/// What must hold of any bytes. libFuzzer tries it (`make fuzz`); the unit tests do with its seeds and what is close to them.
package protocol FuzzProperty: SendableMetatype {
  /// Throws what does not hold. A trap is a finding too.
  static func check(_ bytes: UnsafeRawBufferPointer) throws(FuzzViolation)
}

extension FuzzProperty {
  package static func expect(_ condition: Bool, _ what: @autoclosure () -> String) throws(FuzzViolation) {
    if !condition { throw FuzzViolation(what()) }
  }

  /// One run of libFuzzer, which a violation ends with a finding. libFuzzer brings `main` and calls
  /// `LLVMFuzzerTestOneInput` of the program that it is linked with.
  package static func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    do throws(FuzzViolation) {
      try check(UnsafeRawBufferPointer(start: start, count: count))
    } catch {
      fatalError(error.description)
    }
    return 0
  }
}

package struct FuzzViolation: Error, CustomStringConvertible {
  package let description: String

  package init(_ description: String) {
    self.description = description
  }
}
