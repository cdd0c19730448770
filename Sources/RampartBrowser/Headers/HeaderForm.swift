import RampartCore

/// A header's mapping while it is read: its own options and what becomes of the backend's value.
struct HeaderForm<Options: Sendable>: Sendable {
  var options: Options
  var upstream = HeaderRule.Upstream.replace

  static var upstreamKey: DeclaredKey<HeaderForm> {
    DeclaredKey(
      "upstream", \.upstream,
      .choice([("replace", .replace), ("keep", .keep), ("keepProtective", .keepProtective)]),
      "`keep` lets the backend's own value stand where it sends one, `keepProtective` where it protects.")
  }

  func treatment<Header: SecurityHeader>(_ header: Header) -> HeaderTreatment<Header> {
    switch upstream {
    case .keep: .keepUpstream(or: header)
    case .keepProtective: .keepProtective(or: header)
    case .replace, .drop: .replace(header)
    }
  }
}

extension HeaderTreatment {
  /// The document form that most headers share: `off`, `remove`, a word, perhaps a list, or a mapping of options.
  ///
  /// - Parameters:
  ///   - words: short forms of whole values.
  ///   - list: the short form where a list of words is a whole value.
  ///   - options: the options' defaults.
  ///   - keys: the options.
  ///   - make: makes the header, or throws what is wrong with the options together.
  static func form<Options: Sendable>(
    words: [(String, Header)] = [],
    list: Declaration<Header>? = nil,
    options: Options,
    keys: [DeclaredKey<HeaderForm<Options>>],
    make: @escaping @Sendable (Options) throws(InvalidOption) -> Header
  ) -> Declaration<HeaderTreatment> {
    let words = words.map { ($0.0, HeaderTreatment.replace($0.1)) } + [("off", .ignore), ("remove", .remove)]
    let expectation = words.map { "`\($0.0)`" }.joined(separator: ", ") + (list == nil ? "" : ", a list")
    return .forms(
      expectation + " or a mapping of options",
      scalar: .choice(words),
      sequence: list?.map({ .replace($0) }, back: { _ in nil }),
      mapping: mapping(options: options, keys: keys, make: make)
    )
  }

  static func mapping<Options: Sendable>(
    options: Options,
    keys: [DeclaredKey<HeaderForm<Options>>],
    make: @escaping @Sendable (Options) throws(InvalidOption) -> Header
  ) -> Declaration<HeaderTreatment> {
    Declaration.mapping(HeaderForm(options: options), keys + [HeaderForm.upstreamKey]).checked {
      form throws(InvalidOption) in
      form.treatment(try make(form.options))
    }
  }
}
