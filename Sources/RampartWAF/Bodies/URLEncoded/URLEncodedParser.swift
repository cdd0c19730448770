/// `a=1&b=2`: the query, and bodies of the type `application/x-www-form-urlencoded`.
///
/// As ModSecurity reads it: an empty piece between two separators is an argument without name and value, one behind
/// the last separator is none; a name without `=` has an empty value; `+` is a space; a `%` without two hexadecimal
/// digits stays and is reported.
struct URLEncodedParser {
  struct Outcome {
    /// Bytes of all names and values.
    var size = 0
    var hasInvalidEscape = false
    /// Arguments were left out.
    var isCut = false
  }

  var separator: UInt8
  /// Members that `arguments` may hold in the end.
  var limit: Int

  /// Decoding never makes anything longer, so one reservation does for all.
  func parse(_ bytes: UnsafeRawBufferPointer, into arguments: inout [Member], arena: inout Arena) -> Outcome {
    guard let source = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return Outcome() }
    var outcome = Outcome()
    let base = arena.count
    _ = arena.write(atMost: bytes.count) { destination in
      var cursor = URLEncodedCursor(source: source, end: bytes.count, destination: destination)
      while cursor.read < cursor.end {
        guard arguments.count < limit else {
          outcome.isCut = true
          break
        }
        let nameStart = cursor.written
        cursor.decode(until: separator, or: UInt8(ascii: "="))
        let nameEnd = cursor.written
        if cursor.skip(UInt8(ascii: "="), unless: separator) { cursor.decode(until: separator, or: separator) }
        arguments.append(
          Member(
            name: ByteRange(base + nameStart..<base + nameEnd), value: ByteRange(base + nameEnd..<base + cursor.written)
          ))
        outcome.size += cursor.written - nameStart
        cursor.read += 1
      }
      outcome.hasInvalidEscape = cursor.hasInvalidEscape
      return cursor.written
    }
    return outcome
  }
}
