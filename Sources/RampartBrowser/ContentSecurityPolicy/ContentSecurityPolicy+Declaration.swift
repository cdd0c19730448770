package import RampartCore

extension ContentSecurityPolicy: ConfigurableHeader {
  package static let key = "contentSecurityPolicy"
  package static let summary = "Where a page may load scripts, styles, images and the rest from."

  /// The policy's mapping without `reportOnly`.
  package static var declaration: Declaration<HeaderTreatment<Self>> {
    HeaderTreatment.form(words: [("strict", Self())], options: PolicyOptions(), keys: keys) {
      options throws(InvalidOption) in
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
    let words: [(String, PolicyTreatment)] = [
      ("strict", .enforced(.replace(Self()))), ("off", .enforced(.ignore)), ("remove", .enforced(.remove)),
    ]
    let mapping = Declaration.mapping(
      HeaderForm(options: PolicyOptions()), keys + [reportOnly, HeaderForm.upstreamKey])
    let declaration = Declaration<PolicyTreatment>.forms(
      "`strict`, `off`, `remove` or a mapping of options",
      scalar: .choice(words),
      mapping: mapping.checked { form throws(InvalidOption) in
        let policy = try form.options.policy()
        return form.options.isReportOnly ? .reported(form.treatment(policy)) : .enforced(form.treatment(policy))
      }
    )
    return DeclaredKey(key, \.policyTreatment, declaration, summary)
  }
}
