extension Transaction {
  /// The text with its macros filled in. Nothing is copied where it is one part.
  func expand(_ macro: MacroPlan) -> Bytes {
    switch macro.parts.count {
    case 0: return .empty
    case 1: return text(macro.parts[0])
    default: break
    }
    var count = 0
    for part in macro.parts { count += text(part).count }
    let result = UnsafeMutableRawBufferPointer(start: store.allocate(count), count: count)
    var position = 0
    for part in macro.parts {
      let bytes = text(part)
      guard bytes.count <= count - position else { break }
      UnsafeMutableRawBufferPointer(rebasing: result[position...]).copyMemory(from: bytes)
      position += bytes.count
    }
    return Bytes(rebasing: result[..<position])
  }

  private func text(_ part: MacroPlan.Part) -> Bytes {
    switch part {
    case .literal(let range): plan.literals[range]
    case .tx(let slot): tx[slot].isSet ? tx[slot].bytes(store) : .empty
    case .matchedValue: matched?.value ?? .empty
    case .matchedName: matched?.name(store) ?? .empty
    case .variable(let variable, let key): first(variable, key)
    }
  }

  /// For sums, where the commonest macro is a number already.
  func number(_ macro: MacroPlan) -> Int {
    if macro.parts.count == 1, case .tx(let slot) = macro.parts[0] { return tx[slot].isSet ? tx[slot].sum() : 0 }
    return TXValue.sum(expand(macro))
  }

  /// The first value of a variable, of the member with this key if there is one.
  private func first(_ variable: Variable, _ key: Int32) -> Bytes {
    let kinds = ValueKind.kinds(of: variable, path: nil)
    for kind in kinds {
      for index in table.range(kind) where key < 0 || table.values[index].key == key {
        return table.values[index].bytes
      }
    }
    guard kinds.isEmpty else { return .empty }
    let name = key >= 0 ? plan.keys.names[Int(key)] : []
    return name.withUnsafeBytes { computed(variable, key: $0) } ?? .empty
  }
}
