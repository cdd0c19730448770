/// Reads `ARGS|!ARGS:/^x/|&REQUEST_HEADERS:Host`.
struct TargetReader {
  private var rest: SecLangText

  static func read(_ text: SecLangText, limit: Int) throws(SecLangFault) -> [RuleTarget] {
    var reader = TargetReader(rest: text.trimmed)
    var targets: [RuleTarget] = []
    repeat {
      guard targets.count < limit else {
        throw SecLangFault("tooManyTargets", "a rule has more than \(limit) variables")
      }
      targets.append(try reader.target())
    } while try reader.takeSeparator()
    return targets
  }

  /// The one target of a `ctl`, which is neither counted nor excluded.
  static func single(_ text: SecLangText) throws(SecLangFault) -> RuleTarget {
    var reader = TargetReader(rest: text.trimmed)
    let target = try reader.target(isRemoval: true)
    guard reader.rest.isEmpty, !target.isCount, !target.isExclusion else {
      throw SecLangFault(
        "invalidTarget", "`\(text.shown)` is not one variable", hint: "such as `ARGS:name`, without `!`, `&` and `|`")
    }
    return target
  }

  private mutating func target(isRemoval: Bool = false) throws(SecLangFault) -> RuleTarget {
    let sign = rest.first
    let isExclusion = sign == .exclamation
    let isCount = sign == .ampersand
    if isExclusion || isCount { rest = rest.dropFirst() }
    let name = rest.prefix { $0 != .colon && $0 != .bar && $0 != .comma && !$0.isBlank }
    guard !name.isEmpty else {
      throw SecLangFault("missingVariable", "a variable is missing before `\(rest.prefix(20).shown)`")
    }
    let variable = try VariableName.variable(name)
    rest = rest.dropFirst(name.count)
    var selector = RuleTarget.Selector.all
    if rest.first == .colon {
      rest = rest.dropFirst()
      selector = try self.selector(of: variable)
    } else if variable == .xml, !isExclusion, !isRemoval {
      throw SecLangFault(
        "invalidPath", "`XML` alone is nothing to look at", hint: "write `XML:/*` or `XML://@*`")
    }
    return RuleTarget(variable, selector, isCount: isCount, isExclusion: isExclusion)
  }

  private mutating func selector(of variable: Variable) throws(SecLangFault) -> RuleTarget.Selector {
    guard variable.isCollection else {
      throw SecLangFault("noMembers", "`\(variable.rawValue)` has no members to select from")
    }
    if variable == .xml { return try path() }
    if rest.first == .apostrophe {
      let content = try QuotedText.read(&rest, .apostrophe, "selector")
      if content.count > 1, content.first == .slash, content.last == .slash {
        return .pattern(try content.dropFirst().dropLast().string())
      }
      return try key(content)
    }
    if rest.first == .slash { return try pattern() }
    return try key(takeUntilSeparator())
  }

  private func key(_ text: SecLangText) throws(SecLangFault) -> RuleTarget.Selector {
    guard !text.isEmpty else { throw SecLangFault("emptySelector", "a selector is empty behind its colon") }
    return .key(try text.string())
  }

  /// Up to a slash that ends the target, so that bars, commas and other slashes can be in a pattern.
  private mutating func pattern() throws(SecLangFault) -> RuleTarget.Selector {
    let start = rest.startIndex + 1
    var index = start
    while index < rest.endIndex {
      if rest[index] == .backslash {
        index += 1
      } else if rest[index] == .slash, rest[(index + 1)...].isAtSeparator {
        let pattern = rest[start..<index]
        rest = rest[(index + 1)...]
        return .pattern(try pattern.string())
      }
      index += 1
    }
    throw SecLangFault("openPattern", "the pattern `\(rest.prefix(40).shown)` has no closing slash")
  }

  private mutating func path() throws(SecLangFault) -> RuleTarget.Selector {
    let text = takeUntilSeparator()
    guard text.elementsEqual("/*".utf8) || text.elementsEqual("//@*".utf8) else {
      throw SecLangFault(
        "invalidPath", "the path `\(text.shown)` is not supported",
        hint: "`XML:/*` has the text of all elements, `XML://@*` the values of all attributes")
    }
    return .path(try text.string())
  }

  private mutating func takeUntilSeparator() -> SecLangText {
    let text = rest.prefix { $0 != .bar && $0 != .comma && !$0.isBlank }
    rest = rest.dropFirst(text.count)
    return text
  }

  /// Whether another target follows.
  private mutating func takeSeparator() throws(SecLangFault) -> Bool {
    rest = rest.trimmedAtStart
    guard let first = rest.first else { return false }
    guard first == .bar || first == .comma else {
      throw SecLangFault("invalidTarget", "`\(rest.prefix(20).shown)` follows a variable", hint: "separate them by `|`")
    }
    rest = rest.dropFirst().trimmedAtStart
    return true
  }
}

extension SecLangText {
  fileprivate var isAtSeparator: Bool { first.map { $0 == .bar || $0 == .comma || $0.isBlank } ?? true }
}
