extension ServerAddress {
  /// What stands in `Host` where no client named one.
  package var hostField: String {
    switch self {
    case .unix: "localhost"
    case .network: description
    }
  }
}
