/// Every operator, with what it is compiled into.
enum OperatorCatalog {
  static func compile(_ call: OperatorCall, _ argument: OperatorArgument) throws(OperatorError) -> any RuleOperator {
    switch call.name {
    case .eq: NumericComparison(.equal, argument)
    case .ge: NumericComparison(.greaterOrEqual, argument)
    case .gt: NumericComparison(.greater, argument)
    case .le: NumericComparison(.lessOrEqual, argument)
    case .lt: NumericComparison(.less, argument)
    case .streq: StringComparison(.equal, argument)
    case .beginsWith: StringComparison(.prefix, argument)
    case .endsWith: StringComparison(.suffix, argument)
    case .contains, .strmatch: ContainsOperator(argument)
    case .containsWord: ContainsWordOperator(argument)
    case .within: WithinOperator(argument)
    case .pm, .pmFromFile: PhraseOperator(call.phrases)
    case .rx: try RegexOperator(argument, call.name, isGlobal: false)
    case .rxGlobal: try RegexOperator(argument, call.name, isGlobal: true)
    case .ipMatch, .ipMatchFromFile: try AddressOperator(call)
    case .validateByteRange: try ByteRangeOperator(argument)
    case .validateUrlEncoding: URLEncodingOperator()
    case .validateUtf8Encoding: UTF8EncodingOperator()
    case .detectSQLi: SQLInjectionOperator()
    case .detectXSS: CrossSiteScriptingOperator()
    case .noMatch: ConstantOperator(matches: false)
    case .unconditionalMatch: ConstantOperator(matches: true)
    }
  }

  /// Whether macros in the argument are expanded; in phrases and lists they are text.
  static func expandsMacros(_ name: OperatorName) -> Bool {
    switch name {
    case .eq, .ge, .gt, .le, .lt, .streq, .beginsWith, .endsWith, .contains, .strmatch, .containsWord, .within, .rx,
      .rxGlobal:
      true
    case .pm, .pmFromFile, .ipMatch, .ipMatchFromFile, .validateByteRange, .validateUrlEncoding, .validateUtf8Encoding,
      .detectSQLi, .detectXSS, .noMatch, .unconditionalMatch:
      false
    }
  }
}
