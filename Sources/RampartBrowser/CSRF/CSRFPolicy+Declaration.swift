package import RampartCore

extension CSRFPolicy {
  /// `csrf:` of a configuration. The keys are references, read together with the document.
  package static var declaration: Declaration<CSRFDeclaration> {
    Declaration.mapping(CSRFDeclaration(), keys).checked { declared throws(InvalidOption) in
      try declared.options.check()
      if declared.options.layers.contains(.token), declared.key == nil {
        throw InvalidOption("csrf.keyMissing", "the layer `token` needs a key", hint: "name one with `token.key`")
      }
      if !declared.options.layers.contains(.token), declared.key != nil {
        throw InvalidOption(
          "csrf.layerMissing", "there is a key but no layer `token`", hint: "write `layers: [origin, token]`")
      }
      return declared
    }
  }

  private static var keys: [DeclaredKey<CSRFDeclaration>] {
    [
      DeclaredKey(
        "layers", \.layers, Declaration<CSRFLayer>.list(of: layer, atLeast: 1),
        "What is asked of a request: its `origin`, a `token`, or `isolation` of everything but links."),
      DeclaredKey(
        "allowedOrigins", \.allowedOrigins, Declaration<WebOrigin>.list(of: WebOrigin.declaration),
        "Other origins that may send requests with effects."),
      DeclaredKey(
        "exempt", \.exemptPaths, Declaration<String>.list(of: .text),
        "Paths that are not checked; each is one whole path, there are no patterns."),
      DeclaredKey(
        "everyMethod", \.options.treatsAllMethodsAsUnsafe, .boolean,
        "Whether GET may have effects here and is checked too."),
      DeclaredKey("token", \.token, tokenDeclaration, "How tokens are made and where they are looked for."),
      DeclaredKey("isolation", \.isolation, isolationDeclaration, "Who may embed this site."),
      DeclaredKey("mode", \.options.mode, BrowserPolicyMode.declaration, "Whether the policy acts or only reports."),
    ]
  }

  private static var layer: Declaration<CSRFLayer> {
    .choice([("origin", .origin), ("token", .token), ("isolation", .isolation)])
  }

  private static var isolationDeclaration: Declaration<CSRFDeclaration.Isolation> {
    Declaration.mapping(
      CSRFDeclaration.Isolation(),
      [DeclaredKey("sameSite", \.allowsSameSite, .boolean, "Whether subdomains count as the site itself.")])
  }

  private static var tokenDeclaration: Declaration<CSRFDeclaration.Token> {
    Declaration.mapping(
      CSRFDeclaration.Token(),
      [
        DeclaredKey(
          "key", \.key, Declaration<Secret>.secret().optional,
          "The key that signs tokens, at least 32 random bytes."),
        DeclaredKey(
          "previousKeys", \.previousKeys, Declaration<Secret>.list(of: .secret()),
          "Former keys, of which tokens are still taken."),
        DeclaredKey("cookie", \.options.cookie, .text, "The token's cookie; it begins with `__Host-`."),
        DeclaredKey(
          "session", \.options.sessionCookie, Declaration<String>.text.optional,
          "The cookie that holds the session, to which tokens are bound."),
        DeclaredKey("header", \.options.header, .fieldName, "The field in which scripts send the token."),
        DeclaredKey("field", \.options.field, .text, "The field in which forms send the token."),
        DeclaredKey(
          "formLimit", \.options.formLimit, .byteCount(in: 256...1_048_576),
          "How much of a form is read in search of the token."),
        DeclaredKey(
          "lifetime", \.options.lifetime, .duration(in: (.seconds(60))...CSRFTokenOptions.longestLifetime),
          "How long a token is good for."),
        DeclaredKey("singleUse", \.options.isSingleUse, .boolean, "Whether a token is good for one request only."),
        DeclaredKey(
          "singleUseCapacity", \.options.singleUseCapacity, .integer(in: 1000...CSRFTokenOptions.mostSpent),
          "How many used tokens are remembered, at some 50 bytes each; when it is full, no token is taken."),
      ])
  }
}

extension WebOrigin {
  package static var declaration: Declaration<WebOrigin> {
    Declaration<String>.text(
      pattern: "^[A-Za-z][A-Za-z0-9+.-]*://[^/?#]+$", called: "an origin", example: "https://app.example.org",
      parse: { WebOrigin($0) }, render: { $0.description })
  }
}
