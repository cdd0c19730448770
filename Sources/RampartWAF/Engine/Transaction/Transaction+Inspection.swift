extension Transaction {
  /// The members of `TX` as `name=value`, sorted: for tests and for explaining a decision.
  package var txDump: [String] {
    var result: [String] = []
    for slot in tx.indices where tx[slot].isSet {
      let value = String(decoding: tx[slot].bytes(store), as: UTF8.self)
      result.append("\(String(decoding: plan.txKeys.names[slot], as: UTF8.self))=\(value)")
    }
    for index in dynamicTX.indices {
      let value = String(decoding: dynamicTX[index].value.bytes(store), as: UTF8.self)
      result.append("\(String(decoding: dynamicTX[index].key, as: UTF8.self))=\(value)")
    }
    return result.sorted()
  }

  /// The number in a member of `TX`, such as `blocking_inbound_anomaly_score`; nil where it is not set.
  package func score(_ name: String) -> Int? {
    var name = name
    let slot = name.withUTF8 { plan.txKeys.find(Bytes($0)) }
    guard slot >= 0, tx[Int(slot)].isSet else { return nil }
    return tx[Int(slot)].sum()
  }
}
