extension Transaction {
  /// What the rules that have matched a request add up to in the Core Rule Set; nil where the rules count nothing.
  package var inboundScore: Int? {
    // Of its fourth and its third version.
    for name in ["blocking_inbound_anomaly_score", "anomaly_score"] as [StaticString] {
      let slot = plan.txKeys.find(Bytes(name))
      if slot >= 0, tx[Int(slot)].isSet { return tx[Int(slot)].sum() }
    }
    return nil
  }
}
