package import RampartCore

extension FirewallDeclaration {
  package static var declaration: Declaration<FirewallDeclaration> {
    Declaration.mapping(FirewallDeclaration(), keys)
  }

  private static var keys: [DeclaredKey<FirewallDeclaration>] {
    [
      DeclaredKey(
        "rules", \.rules, ruleSource,
        "`crs` for the OWASP Core Rule Set of the system's package, or the directory of a release."),
      DeclaredKey(
        "setup", \.setup, Declaration<String>.path(.file).optional,
        "The rule set's own settings, in place of its `crs-setup.conf`."),
      DeclaredKey(
        "mode", \.mode, .choice([("block", .block), ("detect", .detect), ("off", .off)]),
        "`detect` logs what it would refuse; `off` looks at nothing."),
      DeclaredKey(
        "paranoia", \.paranoia, .integer(in: 1...4), "How much the rules suspect; from 2 on, exclusions are needed."),
      DeclaredKey(
        "inboundThreshold", \.inboundThreshold, .integer(in: 1...100_000),
        "The score from which a request is refused; one critical rule scores 5."),
      DeclaredKey(
        "outboundThreshold", \.outboundThreshold, .integer(in: 1...100_000),
        "The score from which an answer is refused."),
      DeclaredKey(
        "requestBody", \.requestBody, .byteCount(in: 0...64 << 20), "How much of a request's body the rules see."),
      DeclaredKey(
        "responseBody", \.responseBody, responseBody,
        "How much of an answer's text the rules see before the client gets any of it, or `off`."),
      DeclaredKey(
        "overBodyLimit", \.overBodyLimit, .choice([("reject", .reject), ("partial", .partial)]),
        "What becomes of a request with a longer body: it is refused, or the rules see its beginning."),
      DeclaredKey(
        "exclusions", \.exclusions, Declaration<Exclusion>.list(of: exclusion),
        "Rules that are wrong about this application, each with the reason."),
    ]
  }

  private static var ruleSource: Declaration<Rules> {
    .words(
      [("crs", .coreRuleSet)], orPath: .folder, "`crs` or the path of a directory with a `/`",
      make: { .directory($0) }, path: { if case .directory(let path) = $0 { path } else { nil } })
  }

  private static var responseBody: Declaration<Int?> {
    let size = Declaration<Int>.byteCount(in: 1...64 << 20)
    return Declaration(
      schema: ["anyOf": .array([["const": "off"], size.schema])],
      render: { $0.flatMap { size.render($0) } ?? "off" },
      read: { node, reading in
        if node.scalar == "off" { return .some(nil) }
        return size.read(node, &reading).map { .some($0) }
      })
  }

  private static var exclusion: Declaration<Exclusion> {
    Declaration.mapping(
      Exclusion(),
      [
        DeclaredKey(
          "routes", \.routes, Declaration<String>.oneOrMore("a route or a list of them", of: .text, atLeast: 1),
          "Where it holds; without it, wherever the rules are run."),
        DeclaredKey(
          "rules", \.rules,
          Declaration<Int>.oneOrMore("a rule's id or a list of them", of: .integer(in: 1...999_999_999)),
          "The ids of the rules."),
        DeclaredKey(
          "tags", \.tags, Declaration<String>.oneOrMore("a tag or a list of them", of: .text),
          "Tags, such as `attack-sqli`: every rule that has one."),
        DeclaredKey(
          "targets", \.targets, Declaration<RuleTarget>.oneOrMore("a variable or a list of them", of: target),
          "What the rules are not to look at, such as `ARGS:body`; without it, they are left out as a whole."),
        DeclaredKey("reason", \.reason, .text, isRequired: true, "Why; it is for the next reader."),
      ]
    ).map(
      { exclusion throws(ConfigurationProblem) in
        guard !exclusion.rules.isEmpty || !exclusion.tags.isEmpty else {
          throw ConfigurationProblem("missingKey", "an exclusion needs `rules` or `tags`")
        }
        guard exclusion.reason.contains(where: { !$0.isWhitespace }) else {
          throw ConfigurationProblem("impossibleValue", "an exclusion needs its reason")
        }
        return exclusion
      },
      back: { $0 })
  }

  private static var target: Declaration<RuleTarget> {
    Declaration<String>.text.map(
      { text throws(ConfigurationProblem) -> RuleTarget in
        do throws(SecLangFault) {
          return try TargetReader.single(SecLangText(text))
        } catch {
          throw ConfigurationProblem("impossibleValue", error.detail, hint: error.hint)
        }
      },
      back: { _ in nil })
  }
}
