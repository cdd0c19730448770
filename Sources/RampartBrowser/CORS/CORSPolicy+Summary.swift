extension CORSPolicy {
  public var summary: String {
    var parts = ["cross-origin: " + origins]
    if options.allowsCredentials { parts.append("with credentials") }
    if options.allowsPrivateNetwork { parts.append("from other networks") }
    parts.append(options.forwardsPreflights ? "preflights go to the backend" : "preflights answered")
    if options.deniesRefusedOrigins { parts.append("others denied") }
    if options.mode == .detect { parts.append("only reported") }
    return parts.joined(separator: ", ")
  }

  private var origins: String {
    guard case .listed(let patterns) = options.origins else { return "any origin" }
    var names = patterns.map(\.description)
    if options.allowsNullOrigin { names.append("null") }
    if isAllowed != nil { names.append("those a predicate allows") }
    return names.isEmpty ? "no origin" : names.joined(separator: " ")
  }
}
