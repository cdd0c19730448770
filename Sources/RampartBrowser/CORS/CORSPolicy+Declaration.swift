import HTTPTypes
package import RampartCore

extension CORSPolicy {
  /// `cors:` of a configuration; what cannot be is refused here, so that `CORSPolicy(_:)` takes what comes out.
  package static var declaration: Declaration<CORSOptions> {
    Declaration.mapping(CORSForm(), keys).checked { form throws(InvalidOption) in
      let options = form.options
      try options.check()
      return options
    }
  }

  private static var keys: [DeclaredKey<CORSForm>] {
    [
      DeclaredKey(
        "origins", \.origins, originsDeclaration, isRequired: true,
        "Who may read answers: `any`, or a list such as `https://app.example.org`, `https://*.example.org`,"
          + " `http://localhost:*`, `\"null\"`."),
      DeclaredKey(
        "methods", \.options.methods, Declaration<String>.list(of: .method), "Which methods other origins may use."),
      DeclaredKey(
        "allowedHeaders", \.options.allowedHeaders, allowedHeaders,
        "Which fields other origins may send: a list, or `requested` for whichever they ask for."),
      DeclaredKey(
        "exposedHeaders", \.options.exposedHeaders, Declaration<String>.list(of: .fieldName),
        "Which fields of an answer other origins may read."),
      DeclaredKey(
        "credentials", \.options.allowsCredentials, .boolean, "Whether requests may carry cookies; never with `any`."),
      DeclaredKey(
        "maxAge", \.options.maxAge, Declaration.duration(in: .zero...CORSOptions.longestAge).optional,
        "For how long browsers may keep what a preflight said."),
      DeclaredKey(
        "privateNetwork", \.options.allowsPrivateNetwork, .boolean,
        "Whether pages of public networks may reach this server in a private one."),
      DeclaredKey("preflight", \.options.preflight, preflight, "How preflights are answered."),
      DeclaredKey(
        "refused", \.options.deniesRefusedOrigins, .choice([("pass", false), ("deny", true)]),
        "Whether requests of refused origins pass without leave to read the answer, or are denied."),
      DeclaredKey("mode", \.options.mode, BrowserPolicyMode.declaration, "Whether the policy acts or only reports."),
    ]
  }

  private static var allowedHeaders: Declaration<CORSAllowedHeaders> {
    .forms(
      "`requested` or a list of field names",
      scalar: .choice([("requested", .requested)]),
      sequence: Declaration<String>.list(of: .fieldName).map(
        { .listed($0) },
        back: { if case .listed(let names) = $0 { names } else { nil } })
    )
  }

  private static var preflight: Declaration<CORSOptions.Preflight> {
    Declaration.mapping(
      CORSOptions.Preflight(),
      [
        DeclaredKey("status", \.status, .integer(in: 200...299), "The status of the answer."),
        DeclaredKey("continue", \.isForwarded, .boolean, "Whether the backend answers."),
      ])
  }

  private static var anyOrOne: Declaration<CORSForm.Origins> {
    let any = Declaration<CORSForm.Origins>.choice([("any", CORSForm.Origins(isAny: true))])
    let one = CORSForm.Entry.declaration.map(
      { CORSForm.Origins(entries: [$0]) },
      back: { !$0.isAny && $0.entries.count == 1 ? $0.entries.first : nil })
    return Declaration(
      schema: ["anyOf": .array([any.schema, one.schema])],
      render: { any.render($0) ?? one.render($0) },
      read: { node, reading in ["any", "*"].contains(node.scalar) ? any.read(node, &reading) : one.read(node, &reading)
      })
  }

  private static var originsDeclaration: Declaration<CORSForm.Origins> {
    .forms(
      "`any`, an origin or a list of origins",
      scalar: anyOrOne,
      sequence: Declaration<CORSForm.Entry>.list(of: CORSForm.Entry.declaration, atLeast: 1).map(
        { CORSForm.Origins(entries: $0) },
        back: { $0.isAny ? nil : $0.entries })
    )
  }
}
