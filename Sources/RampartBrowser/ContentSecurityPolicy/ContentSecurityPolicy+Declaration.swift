package import RampartCore

extension ContentSecurityPolicy: ConfigurableHeader {
  package static let key = "contentSecurityPolicy"
  package static let summary = "Where a page may load scripts, styles, images and the rest from."

  /// The policy's mapping without `reportOnly`.
  package static var declaration: Declaration<HeaderTreatment<Self>> {
    HeaderTreatment.form(options: PolicyOptions(), keys: keys) { options throws(InvalidHeaderValue) in
      try options.policy()
    }
  }

  private static var keys: [DeclaredKey<HeaderForm<PolicyOptions>>] {
    [
      DeclaredKey(
        "directives", \.options.directives, DirectiveOptions.declaration,
        "The directives by name; those that are not named keep the recommended setting."),
      DeclaredKey(
        "useDefaults", \.options.usesDefaults, .boolean, "Whether directives that are not named keep the default."),
    ]
  }

  /// With `reportOnly: true` the policy goes to the other header, and a policy of the backend stays enforced.
  package static var declaredKey: DeclaredKey<SecurityHeaders> {
    let reportOnly = DeclaredKey(
      "reportOnly", \HeaderForm<PolicyOptions>.options.isReportOnly, .boolean,
      "Whether the policy is only reported; the backend's own policy then passes.")
    let words: [(String, PolicyTreatment)] = [("off", .enforced(.ignore)), ("remove", .enforced(.remove))]
    let mapping = Declaration.mapping(HeaderForm(options: PolicyOptions()), keys + [reportOnly, HeaderForm.upstreamKey])
    let declaration = Declaration<PolicyTreatment>.forms(
      "`off`, `remove` or a mapping of options",
      scalar: .choice(words),
      mapping: mapping.checked { form throws(InvalidHeaderValue) in
        let policy = try form.options.policy()
        let treatment: HeaderTreatment = form.keepsUpstream ? .keepUpstream(or: policy) : .replace(policy)
        return form.options.isReportOnly ? .reported(treatment) : .enforced(treatment)
      }
    )
    return DeclaredKey(key, \.policyTreatment, declaration, summary)
  }
}

/// A policy as `contentSecurityPolicy` writes it: for one header or for the other.
enum PolicyTreatment: Sendable, Equatable {
  case enforced(HeaderTreatment<ContentSecurityPolicy>)
  case reported(HeaderTreatment<ContentSecurityPolicy>)
}

extension SecurityHeaders {
  fileprivate var policyTreatment: PolicyTreatment {
    get { .enforced(contentSecurityPolicy) }
    set {
      switch newValue {
      case .enforced(let treatment):
        contentSecurityPolicy = treatment
      case .reported(let treatment):
        contentSecurityPolicy = .ignore
        contentSecurityPolicyReportOnly = .reporting(treatment)
      }
    }
  }
}

/// The options of a policy's mapping.
struct PolicyOptions: Sendable {
  var directives = DirectiveOptions()
  var usesDefaults = true
  var isReportOnly = false

  func policy() throws(InvalidHeaderValue) -> ContentSecurityPolicy {
    let policy = directives.applied(to: usesDefaults ? ContentSecurityPolicy() : .empty)
    guard policy != .empty else {
      throw InvalidHeaderValue("emptyPolicy", "the policy has no directives", hint: "write `off` to send none")
    }
    guard policy[.defaultSrc] != nil || directives[.defaultSrc] == .disabled else {
      throw InvalidHeaderValue(
        "noDefaultSrc", "the policy has no `defaultSrc`, so what is not named is allowed from everywhere",
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
