import CVectorscan

/// The forms of one expression that are tried in turn.
struct PatternForms {
  /// Expressions that are compiled instead of the given one, each of which sets its bit.
  struct Form {
    var parts: [PatternExpression]
    var coverage: PatternCoverage
  }

  let id: Int
  private(set) var current: Form?
  private let expression: PatternExpression
  private let preference: PatternPreference
  private var weaker: [Form]?

  // Per byte of ordinary text; see the figures of the tests. An expression that is searched for costs more than looking
  // into the text once in so many bytes.
  private static let highestFrequency = 0.05
  // A large expression costs more to look with.
  private static let highestFrequencyOfLarge = 0.022
  // Below it, an expression is no more work than a weaker one.
  private static let smallSize = 40
  private static let lengths = [8, 6, 5, 4, 3]

  init(id: Int, expression: PatternExpression, preference: PatternPreference) {
    self.id = id
    self.expression = expression
    self.preference = preference
    current = preference == .speed ? Self.fast(expression) ?? Self.exact(expression) : Self.exact(expression)
  }

  /// Goes on to the next form; `current` is nil behind the last.
  mutating func weaken() {
    if weaker == nil { weaker = weakerForms().reversed() }
    current = weaker?.popLast()
  }

  private func weakerForms() -> [Form] {
    var forms = preference == .speed && current?.coverage != .exact ? [Self.exact(expression)] : []
    // Measured on the rule sets at hand: the library's own approximation of a large pattern occurs in nearly every text
    // that has a word in it. Ours come first for this reason.
    if let node = ExpressionParser.parse(expression) { forms += Self.relaxed(node, expression) }
    return forms + [Form(parts: [expression], coverage: .approximate)]
  }

  private static func exact(_ expression: PatternExpression) -> Form {
    Form(parts: [expression], coverage: .exact)
  }

  private static func fast(_ expression: PatternExpression) -> Form? {
    guard let node = ExpressionParser.parse(expression), !node.isText else { return nil }
    let highest = node.size > smallSize ? highestFrequencyOfLarge : highestFrequency
    if let texts = ExpressionLiterals.required(by: node), ExpressionLiterals.frequency(texts) <= highest {
      let sorted = texts.sorted { $0.lexicographicallyPrecedes($1) }
      return Form(parts: sorted.map { .literal($0, caseless: true) }, coverage: .relaxed)
    }
    return node.size > smallSize ? relaxed(node, expression).first : nil
  }

  private static func relaxed(_ node: ExpressionNode, _ expression: PatternExpression) -> [Form] {
    ExpressionRelaxation.forms(of: node, lengths: lengths).map { form in
      var form = form
      form.options.formUnion(expression.options.intersection(.multiline))
      return Form(parts: [form], coverage: .relaxed)
    }
  }
}
