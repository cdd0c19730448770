package import RampartCore

extension DeclaredRateLimit {
  /// One entry of `rateLimits`. What the routes are called is for the reader of the whole document to check.
  package static var declaration: Declaration<DeclaredRateLimit> {
    Declaration.mapping(DeclaredRateLimit(), keys).map(
      { limit throws(ConfigurationProblem) in
        try limit.checkKeys()
        return limit
      },
      back: { $0 }
    ).checked(
      { (limit: DeclaredRateLimit) throws(InvalidOption) -> DeclaredRateLimit in
        try limit.rateLimit?.check()
        try limit.concurrencyLimit?.check()
        return limit
      },
      back: { $0 })
  }

  private static let keys: [DeclaredKey<DeclaredRateLimit>] = [
    DeclaredKey(
      "name", \.name, limitName, isRequired: true, "For logs, metrics and the `RateLimit` field of answers."),
    DeclaredKey(
      "routes", \.routes, Declaration<String>.oneOrMore("a route or a list of them", of: .text, atLeast: 1),
      "The routes that the limit governs; without it, all of them, which then share each count."),
    DeclaredKey(
      "key", \.keys, Declaration<RateLimitKey>.oneOrMore("a key or a list of them", of: key, atLeast: 1),
      "What is counted together: `client`, `header.NAME`, `cookie.NAME`, `user`, `path.N`; several are combined."),
    DeclaredKey("rate", \.rate, Rate.declaration.optional, "How many requests in which time."),
    DeclaredKey(
      "burst", \.burst, Declaration<Int>.integer(in: Rate.counts).optional,
      "How many may come at once, for `gcra` only; by default the count of the rate."),
    DeclaredKey(
      "algorithm", \.algorithm, .choice([.gcra, .fixedWindow, .slidingWindow].map { ($0.description, $0) }),
      "`gcra` is a token bucket; the windows are those of the clock."),
    DeclaredKey("cost", \.cost, .integer(in: Rate.counts), "What one request consumes."),
    DeclaredKey(
      "counts", \.counts,
      Declaration<Int>.oneOrMore("a status or a list of them", of: .integer(in: 400...599), atLeast: 1),
      "Only answers with these statuses consume, such as `[401, 403]` against guessed passwords."),
    DeclaredKey(
      "store", \.store, .choice([("memory", .memory), ("redis", .redis)]),
      "`redis` shares the counts between gateways, through the server of `state.redis`."),
    DeclaredKey(
      "whenDown", \.whenDown,
      Declaration<RateLimitFallback>.choice([("local", .local), ("open", .open), ("closed", .closed)]).optional,
      "While Redis cannot be asked: each gateway counts alone, everything passes, or nothing does."),
    DeclaredKey(
      "mode", \.mode, .choice([("enforce", .enforce), ("detect", .detect)]),
      "`detect` denies nothing and reports what it would deny."),
    DeclaredKey(
      "concurrent", \.concurrent, Declaration<Int>.integer(in: 1...1_000_000).optional,
      "How many requests of one key may be in flight at once, counted by each gateway alone."),
    DeclaredKey(
      "ipv6Prefix", \.ipv6Prefix, .integer(in: 1...128), "How many leading bits of an IPv6 address are one client."),
    DeclaredKey(
      "capacity", \.capacity, .integer(in: 1...100_000_000),
      "How many keys a store in memory remembers; at most about 44 bytes for each."),
  ]

  private static var limitName: Declaration<String> {
    .text(
      pattern: "^[A-Za-z][A-Za-z0-9_-]{0,63}$", called: "a name", example: "login",
      parse: { Declaration<String>.isIdentifier($0) ? $0 : nil }, render: { $0 })
  }

  private static var key: Declaration<RateLimitKey> {
    Declaration<String>.text(
      pattern: "^(client|user|header\\..+|cookie\\..+|path\\.([1-9]|[12][0-9]|3[0-2]))$", called: "a key",
      example: "header.X-API-Key",
      parse: { RateLimitKey($0) }, render: { $0.description })
  }

  private func checkKeys() throws(ConfigurationProblem) {
    guard rate != nil || concurrent != nil else {
      throw ConfigurationProblem("missingKey", "a limit needs a `rate`, or `concurrent`")
    }
    guard rate != nil || counts.isEmpty else {
      throw ConfigurationProblem("impossibleValue", "`counts` needs a `rate`")
    }
    guard whenDown == nil || store == .redis else {
      throw ConfigurationProblem(
        "impossibleValue", "`whenDown` says nothing of a store in memory", hint: "write `store: redis`, or leave it out"
      )
    }
  }
}

extension Rate {
  /// `100/1s`.
  package static var declaration: Declaration<Rate> {
    Declaration<String>.text(
      pattern: "^[0-9]+/[0-9]+(ms|s|m|h)$", called: "a rate", example: "100/1s", correct: meant,
      parse: { text in parse(text).map { RateText(count: $0.count, milliseconds: $0.milliseconds) } },
      render: { "\($0.count)/\($0.milliseconds)ms" }
    ).checked(
      { (text: RateText) throws(InvalidOption) -> Rate in
        try Rate(count: text.count, per: .milliseconds(text.milliseconds))
      },
      back: { RateText(count: $0.count, milliseconds: $0.milliseconds) })
  }

  /// Well-formed, and perhaps out of range.
  private struct RateText: Sendable {
    var count: Int
    var milliseconds: Int
  }

  /// `100/s` and `100/minute` are what other programs write.
  private static let meant: @Sendable (String) -> String? = { text in
    let units = [
      "s": "1s", "sec": "1s", "second": "1s", "m": "1m", "min": "1m", "minute": "1m", "h": "1h", "hour": "1h",
    ]
    let parts = text.split(separator: "/")
    guard parts.count == 2, let unit = units[parts[1].lowercased()] else { return nil }
    let meant = "\(parts[0])/\(unit)"
    return parse(meant) == nil ? nil : meant
  }
}
