/// One value that rules look at, as it was received or parsed.
struct RequestValue {
  /// The key in its collection; nothing for a single value.
  var name: Bytes
  /// Of the key, among the keys that rules name; -1 for any other.
  var key: Int32
  var bytes: Bytes
  /// Which rules may look at it: an index into the plan's classes.
  var valueClass: Int32
  /// Its content before any transformation.
  var content: Int32 = -1
  /// What each node of the trie makes of it, where that is not the content itself; -1 while none was needed.
  var row: Int32 = -1
  /// Which nodes of the trie cannot change it: a row of the effect table.
  var effects: Int32 = -1
  /// Where the bits of what was found begin, in it or in what nodes of the trie make of it, among those that rules of the
  /// phase wait for, or of the second phase already; -1 while it was not looked at.
  var found: Int32 = -1
}
