package import RampartCore

extension PermissionsPolicy: ConfigurableHeader {
  package static let key = "permissionsPolicy"
  package static let summary = "Which features of the browser a page and its frames may use; not set unless named."

  package static var declaration: Declaration<HeaderTreatment<Self>> {
    let features = Feature.all.map { feature in
      DeclaredKey(
        feature.name.camelCased, \HeaderForm<Options>.options[feature], allowlist.optional,
        "Who may use `\(feature.name)`.")
    }
    let useDefaults = DeclaredKey(
      "useDefaults", \HeaderForm<Options>.options.usesDefaults, .boolean,
      "Whether features that are not named are denied as in the strict set.")
    return HeaderTreatment.form(words: [("strict", Self())], options: Options(), keys: features + [useDefaults]) {
      options throws(InvalidOption) in
      var policy = options.usesDefaults ? PermissionsPolicy() : .empty
      for (feature, allowlist) in options.allowlists { policy[feature] = allowlist }
      guard policy != .empty else {
        throw InvalidOption("header.emptyPolicy", "the policy names no feature", hint: "write `off` to send none")
      }
      return policy
    }
  }

  private struct Options: Sendable {
    var usesDefaults = true
    var allowlists: [(Feature, Allowlist)] = []

    subscript(feature: Feature) -> Allowlist? {
      get { allowlists.first { $0.0 == feature }?.1 }
      set { if let newValue { allowlists.append((feature, newValue)) } }
    }
  }

  private static var allowlist: Declaration<Allowlist> {
    Declaration<String>.oneOrMore("`*`, `self`, an origin or a list of those", of: .text).checked {
      texts throws(InvalidOption) in
      if texts == ["*"] { return .everyone }
      guard !texts.isEmpty else { return .nobody }
      var origins: [Origin] = []
      for text in texts {
        guard text != "*" else {
          throw InvalidOption("header.invalidOrigin", "`*` stands for everyone and needs no other entry beside it")
        }
        origins.append(text == "self" ? .sameOrigin : try .origin(text))
      }
      return .origins(origins)
    }
  }
}
