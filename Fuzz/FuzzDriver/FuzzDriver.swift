/// What the targets share. libFuzzer brings `main` and calls `LLVMFuzzerTestOneInput` of the program it is linked with.
public enum FuzzDriver {
  /// The input of one run.
  public static func bytes(_ start: UnsafePointer<UInt8>?, _ count: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: start, count: count)
  }

  /// Ends the run with a finding.
  public static func expect(_ condition: Bool, _ what: @autoclosure () -> String) {
    if !condition { fatalError(what()) }
  }
}
