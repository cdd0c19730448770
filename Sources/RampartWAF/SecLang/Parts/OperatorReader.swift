/// Reads `@rx …`, `!@eq 0` and patterns without an operator before them.
struct OperatorReader {
  let call: OperatorCall
  /// The data files whose lines belong into the call.
  var files: [SecLangText] = []
  /// The operator that was replaced by `@noMatch`, since it would have to ask somebody.
  var lookup: String?

  /// Of the operators that have one, what must be true of the argument.
  private enum Argument {
    case none
    case macros
    case number
    case phrases
    case bytes
    case literal
    case file
  }

  static func read(_ text: SecLangText) throws(SecLangFault) -> OperatorReader {
    var rest = text.trimmedAtStart
    let isNegated = rest.first == .exclamation
    if isNegated { rest = rest.dropFirst() }
    guard rest.first == .at else {
      if isNegated, rest.trimmedAtStart.first == .at {
        throw SecLangFault("invalidOperator", "blanks stand between `!` and `@`", hint: "write `!@`")
      }
      return OperatorReader(call: OperatorCall(.rx, try MacroReader.read(rest), isNegated: isNegated))
    }
    let name = rest.dropFirst().prefix { !$0.isBlank }
    let argument = rest.dropFirst(name.count + 1).trimmedAtStart
    if OperatorTable.isLookup(name) { return try lookup(name, isNegated) }
    return try call(try OperatorTable.name(name), argument, isNegated)
  }

  private static func call(
    _ name: OperatorName, _ argument: SecLangText, _ isNegated: Bool
  ) throws(SecLangFault) -> OperatorReader {
    let kind = self.argument(of: name)
    try check(kind, argument, name)
    var call = OperatorCall(name, MacroText(literal: ""), isNegated: isNegated)
    switch kind {
    case .none: break
    case .macros, .number: call.argument = try MacroReader.read(argument)
    case .bytes, .literal: call.argument = MacroText(literal: try argument.string())
    case .phrases:
      call.argument = MacroText(literal: try argument.string())
      call.phrases = try PhraseList.read(argument)
    case .file: call.argument = MacroText(literal: try argument.string())
    }
    return OperatorReader(call: call, files: kind == .file ? argument.words() : [])
  }

  private static func check(_ kind: Argument, _ argument: SecLangText, _ name: OperatorName) throws(SecLangFault) {
    switch kind {
    case .none:
      guard argument.isEmpty else {
        throw SecLangFault("unexpectedArgument", "`@\(name.rawValue)` takes no argument")
      }
    case .number: try checkNumber(argument, name)
    case .bytes: try ByteRangeList.check(argument)
    case .macros where name == .rx || name == .rxGlobal || name == .streq: break
    default:
      guard !argument.isEmpty else {
        throw SecLangFault("missingArgument", "`@\(name.rawValue)` needs an argument")
      }
    }
  }

  private static func checkNumber(_ argument: SecLangText, _ name: OperatorName) throws(SecLangFault) {
    let text = argument.trimmed
    let digits = text.first == .minus || text.first == .plus ? text.dropFirst() : text
    let hasMacro = text.split(at: .percent)?.behind.first == .leftBrace
    guard hasMacro || digits.number != nil else {
      throw SecLangFault(
        "invalidNumber", "`@\(name.rawValue)` compares numbers, and `\(argument.shown)` is none")
    }
  }

  /// ModSecurity answers these with no where nothing is set up for them, and so does every rule here.
  private static func lookup(_ name: SecLangText, _ isNegated: Bool) throws(SecLangFault) -> OperatorReader {
    guard !isNegated else {
      throw SecLangFault(
        "unsupportedOperator", "`!@\(name.shown)` would match everything",
        hint: "`@\(name.shown)` is not done here and never matches")
    }
    return OperatorReader(call: OperatorCall(.noMatch, MacroText(literal: "")), lookup: "@" + name.shown)
  }

  private static func argument(of name: OperatorName) -> Argument {
    switch name {
    case .detectSQLi, .detectXSS, .noMatch, .unconditionalMatch, .validateUrlEncoding, .validateUtf8Encoding: .none
    case .beginsWith, .contains, .containsWord, .endsWith, .rx, .rxGlobal, .streq, .strmatch, .within: .macros
    case .eq, .ge, .gt, .le, .lt: .number
    case .ipMatch: .literal
    case .pm: .phrases
    case .validateByteRange: .bytes
    case .ipMatchFromFile, .pmFromFile: .file
    }
  }
}
