/// A value, or what transformations have made of one. Equal contents of a value are one.
struct Content: BitwiseCopyable {
  var bytes: Bytes
  var classes: ByteClasses
  /// The next content of the same value; -1 behind the last.
  var next: Int32 = -1
  /// What each transformation makes of it; -1 while none was applied.
  var results: Int32 = -1
  /// Where the bits of its scan are, and behind them what it was scanned for; -1 before it.
  var hits: Int32 = -1
  /// Where it stands what it is wanted to be scanned for, while that is being found out; -1 otherwise.
  var wish: Int32 = -1
}
