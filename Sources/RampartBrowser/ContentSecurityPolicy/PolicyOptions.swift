import RampartCore

/// The options of a policy's mapping.
struct PolicyOptions: Sendable {
  var directives = DirectiveOptions()
  var usesDefaults = true
  var isReportOnly = false

  func policy() throws(InvalidOption) -> ContentSecurityPolicy {
    let policy = directives.applied(to: usesDefaults ? ContentSecurityPolicy() : .empty)
    guard policy != .empty else {
      throw InvalidOption("header.emptyPolicy", "the policy has no directives", hint: "write `off` to send none")
    }
    guard policy[.defaultSrc] != nil || directives[.defaultSrc] == .disabled else {
      throw InvalidOption(
        "header.noDefaultSrc", "the policy has no `defaultSrc`, so what is not named is allowed from everywhere",
        hint: "name it, or write `defaultSrc: dangerouslyDisableDefaultSrc`")
    }
    return policy
  }
}

extension ContentSecurityPolicy {
  fileprivate static let empty: ContentSecurityPolicy = {
    var policy = ContentSecurityPolicy(defaultSrc: [])
    policy[.defaultSrc] = nil
    return policy
  }()
}
