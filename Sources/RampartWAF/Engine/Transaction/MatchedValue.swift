/// A value that matched, as `MATCHED_VAR` and its kin have it.
struct MatchedValue: BitwiseCopyable {
  var variable: Variable
  /// Empty where the variable has no members.
  var key: Bytes
  var value: Bytes

  /// `ARGS:q`
  func name(_ store: ByteStore) -> Bytes {
    var text = variable.rawValue
    return text.withUTF8 { variable in
      guard !key.isEmpty else { return store.copy(Bytes(variable)) }
      let target = store.allocate(variable.count + 1 + key.count)
      let result = UnsafeMutableRawBufferPointer(start: target, count: variable.count + 1 + key.count)
      result.copyBytes(from: variable)
      result[variable.count] = UInt8(ascii: ":")
      UnsafeMutableRawBufferPointer(rebasing: result[(variable.count + 1)...]).copyMemory(from: key)
      return Bytes(result)
    }
  }
}
