extension CSRFPolicy {
  public var summary: String {
    var checks: [String] = []
    if options.layers.contains(.isolation) { checks.append("isolation of all requests") }
    if options.layers.contains(.origin) { checks.append("origin") }
    if options.layers.contains(.token) { checks.append("token in `\(options.token.cookie)`") }
    var parts = ["forged requests: " + checks.joined(separator: " and ")]
    if !options.allowedOrigins.isEmpty {
      parts.append("also from " + options.allowedOrigins.map(\.description).sorted().joined(separator: " "))
    }
    if options.treatsAllMethodsAsUnsafe { parts.append("for every method") }
    if !options.exemptPaths.isEmpty { parts.append("not at " + options.exemptPaths.sorted().joined(separator: " ")) }
    if options.mode == .detect { parts.append("only reported") }
    return parts.joined(separator: ", ")
  }
}
