import RampartCore

extension WebApplicationFirewallOptions {
  /// - Throws: `waf.invalidOption` for a number that is out of its range.
  func check() throws(InvalidOption) {
    try Self.check("paranoia", paranoia, 1...4)
    try Self.check("inboundThreshold", inboundThreshold, 1...100_000)
    try Self.check("outboundThreshold", outboundThreshold, 1...100_000)
    try Self.check("requestBody", requestBody, 0...64 << 20)
    if let responseBody { try Self.check("responseBody", responseBody, 1...64 << 20) }
  }

  private static func check(_ name: String, _ value: Int, _ range: ClosedRange<Int>) throws(InvalidOption) {
    guard range.contains(value) else {
      throw InvalidOption(
        "waf.invalidOption", "`\(name)` is \(value)", hint: "it is from \(range.lowerBound) to \(range.upperBound)")
    }
  }
}

extension FirewallOptions {
  /// All but the exclusions.
  init(_ options: WebApplicationFirewallOptions) {
    self.init()
    mode = options.mode == .block ? .block : .detect
    paranoia = options.paranoia
    inboundThreshold = options.inboundThreshold
    outboundThreshold = options.outboundThreshold
    requestBodyLimit = options.requestBody
    requestBodyOverLimit = options.overBodyLimit == .reject ? .reject : .partial
    responseBodyLimit = options.responseBody
    patternCacheFolder = options.patternCache
  }
}

extension RuleExclusion {
  /// - Throws: `waf.invalidExclusion` for one that names no rules, gives no reason, or names what there is not.
  func add(to options: inout FirewallOptions, _ conditional: inout [PathExclusion]) throws(InvalidOption) {
    guard !rules.isEmpty || !tags.isEmpty else { throw Self.invalid("an exclusion needs rules or tags") }
    guard !reason.isEmpty else { throw Self.invalid("an exclusion needs its reason") }
    let compiled = FirewallExclusion(rules: rules.map { $0...$0 }, tags: tags, targets: try compiledTargets())
    if paths.isEmpty {
      options.exclusions.append(compiled)
    } else {
      conditional.append(PathExclusion(paths: try compiledPaths(), index: options.conditionalExclusions.count))
      options.conditionalExclusions.append(compiled)
    }
  }

  private func compiledTargets() throws(InvalidOption) -> [RuleTarget] {
    var compiled: [RuleTarget] = []
    for target in targets {
      do throws(SecLangFault) {
        compiled.append(try TargetReader.single(SecLangText(target)))
      } catch {
        throw Self.invalid(error.detail, hint: error.hint)
      }
    }
    return compiled
  }

  private func compiledPaths() throws(InvalidOption) -> [PathPattern] {
    var compiled: [PathPattern] = []
    for path in paths {
      guard let pattern = PathPattern(path) else {
        throw Self.invalid("\(Excerpt.of(path)) is not a path", hint: "such as `/search` or `/api/**`")
      }
      compiled.append(pattern)
    }
    return compiled
  }

  private static func invalid(_ detail: String, hint: String? = nil) -> InvalidOption {
    InvalidOption("waf.invalidExclusion", detail, hint: hint)
  }
}
