import RampartCore

/// The `directives` of a policy's mapping: what they change about the policy below them.
struct DirectiveOptions: Sendable {
  enum Sources: Sendable, Equatable {
    case list([ContentSecurityPolicy.Source])
    /// `null`: the directive is left out.
    case removed
    /// Left out on purpose, where that opens everything.
    case disabled
  }

  // In the order of the document, which is the order of the header.
  private var sources: [(directive: ContentSecurityPolicy.SourceDirective, sources: Sources)] = []
  var sandbox: [ContentSecurityPolicy.SandboxPermission]?
  var trustedTypes: [ContentSecurityPolicy.TrustedTypes]?
  var requiresTrustedTypes: Bool?
  var reportURIs: [ReportAddress]?
  var reportTo: EndpointName?
  var blocksAllMixedContent: Bool?
  var upgradesInsecureRequests: Bool?

  subscript(directive: ContentSecurityPolicy.SourceDirective) -> Sources? {
    get { sources.first { $0.directive == directive }?.sources }
    set { if let newValue { sources.append((directive, newValue)) } }
  }

  func applied(to policy: ContentSecurityPolicy) -> ContentSecurityPolicy {
    var policy = policy
    for (directive, sources) in sources {
      if case .list(let list) = sources { policy[directive] = list } else { policy[directive] = nil }
    }
    policy.sandbox = sandbox
    policy.trustedTypes = trustedTypes
    policy.requiresTrustedTypes = requiresTrustedTypes ?? policy.requiresTrustedTypes
    policy.reportURIs = reportURIs ?? policy.reportURIs
    policy.reportTo = reportTo
    policy.blocksAllMixedContent = blocksAllMixedContent ?? policy.blocksAllMixedContent
    policy.upgradesInsecureRequests = upgradesInsecureRequests ?? policy.upgradesInsecureRequests
    return policy
  }
}

extension DirectiveOptions {
  static var declaration: Declaration<DirectiveOptions> {
    let lists = ContentSecurityPolicy.SourceDirective.all.map { directive in
      DeclaredKey(
        directive.name.camelCased, \DirectiveOptions[directive], sources(of: directive).optional, directive.summary)
    }
    return .mapping(DirectiveOptions(), lists + others)
  }

  private static var others: [DeclaredKey<DirectiveOptions>] {
    let permission = Declaration.choice(ContentSecurityPolicy.SandboxPermission.all.map { ($0.name, $0) })
    let script = Declaration.choice([("'script'", true)])
    return [
      DeclaredKey(
        "sandbox", \.sandbox, Declaration<ContentSecurityPolicy.SandboxPermission>.list(of: permission).optional,
        "What the page may do in a sandbox."),
      DeclaredKey("trustedTypes", \.trustedTypes, trustedTypesList.optional, "Which Trusted Types policies there are."),
      DeclaredKey(
        "requireTrustedTypesFor", \.requiresTrustedTypes,
        Declaration<Bool>.oneOrMore("`'script'`", of: script, atLeast: 1)
          .map({ _ in true }, back: { _ in nil }).optional,
        "Where plain text is refused: `'script'`."),
      DeclaredKey(
        "reportUri", \.reportURIs,
        Declaration<ReportAddress>.oneOrMore("an address or a list of them", of: ReportAddress.declaration, atLeast: 1)
          .optional,
        "Where reports go, for browsers without `reportTo`."),
      DeclaredKey(
        "reportTo", \.reportTo, EndpointName.declaration.optional, "Where reports go: a name of `reportingEndpoints`."),
      DeclaredKey(
        "blockAllMixedContent", \.blocksAllMixedContent, Declaration<Bool>.boolean.optional,
        "Refuses `http:` content in a page over TLS (deprecated)."),
      DeclaredKey(
        "upgradeInsecureRequests", \.upgradesInsecureRequests, Declaration<Bool>.boolean.optional,
        "Loads over TLS what the page names with `http:`."),
    ]
  }

  private static var trustedTypesList: Declaration<[ContentSecurityPolicy.TrustedTypes]> {
    list(of: "a policy's name, `*`, `'none'` or a list") { text throws(InvalidOption) in
      try ContentSecurityPolicy.TrustedTypes(parsing: text)
    }
  }

  /// A list of sources, one source, `null` to leave the directive out, or for `defaultSrc` Helmet's word for that.
  private static func sources(of directive: ContentSecurityPolicy.SourceDirective) -> Declaration<Sources> {
    let list = list(of: "a source, a list of sources, or `null` for none of the directive") {
      text throws(InvalidOption) in
      try ContentSecurityPolicy.Source(parsing: text)
    }
    let disabling = directive == .defaultSrc ? "dangerouslyDisableDefaultSrc" : nil
    return Declaration(
      schema: ["anyOf": [list.schema, ["type": "null"]]],
      read: { node, reading in
        if case .null = node.content { return .removed }
        if let disabling, node.scalar == disabling { return .disabled }
        return list.read(node, &reading).map { .list($0) }
      }
    )
  }

  /// A list of words, of which `'none'` stands alone and means an empty list.
  private static func list<Element: Sendable>(
    of expectation: String,
    _ parse: @escaping @Sendable (String) throws(InvalidOption) -> Element
  ) -> Declaration<[Element]> {
    let element = Declaration<String>.text.checked { text throws(InvalidOption) -> Element? in
      text == "'none'" ? nil : try parse(text)
    }
    return Declaration<Element?>.oneOrMore(expectation, of: element).checked { elements throws(InvalidOption) in
      let others = elements.compactMap(\.self)
      guard others.count == elements.count || elements.count == 1 else {
        throw InvalidOption("header.invalidSource", "`'none'` cannot stand beside others")
      }
      return others
    }
  }
}
