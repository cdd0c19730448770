package import RampartCore

extension RedisDeclaration {
  /// A URL, or a mapping of `url`, `user`, `password`, `authority`, `serverName` and `timeout`.
  package static var declaration: Declaration<RedisDeclaration> {
    let url = Declaration<String>.redisURL
    return .forms(
      "the URL of a Redis server or a mapping with its `url`",
      scalar: url.map(
        { url throws(ConfigurationProblem) in try Fields(url: url).declaration },
        back: { $0.isPlain ? $0.location : nil }),
      mapping: Declaration<Fields>.mapping(Fields(), Fields.keys).map(
        { fields throws(ConfigurationProblem) in try fields.declaration },
        back: { _ in nil }))
  }

  private var isPlain: Bool {
    user == nil && password == nil && authority == nil && serverName == nil && timeout == Self.defaultTimeout
  }

  private struct Fields: Sendable {
    var url: String?
    var user: String?
    var password: Secret?
    var authority: NamedFile?
    var serverName: String?
    var timeout = RedisDeclaration.defaultTimeout

    static let keys: [DeclaredKey<Fields>] = [
      DeclaredKey(
        "url", \.url, Declaration<String>.redisURL.optional, isRequired: true,
        "Where the server is: `redis://host:port/db`, `rediss://` for TLS, or `unix:/path?db=N`."),
      DeclaredKey("user", \.user, Declaration<String>.text.optional, "The user of an access control list."),
      DeclaredKey("password", \.password, Declaration<Secret>.secret().optional, "Where the password is."),
      DeclaredKey(
        "authority", \.authority, Declaration<NamedFile>.file.optional,
        "A PEM file of the authorities to trust instead of the system's."),
      DeclaredKey(
        "serverName", \.serverName, Declaration<String>.text.optional,
        "The name that the certificate must bear, instead of the host of the URL."),
      DeclaredKey(
        "timeout", \.timeout, .duration(in: .milliseconds(1)...(.seconds(60))),
        "How long a command may take; then its connection closes."),
    ]

    var declaration: RedisDeclaration {
      get throws(ConfigurationProblem) {
        let parsed = try Declaration<String>.parse(url ?? "")
        if parsed.user != nil, user != nil {
          throw ConfigurationProblem("contradiction", "the user stands both in `url` and in `user`")
        }
        let user = user ?? parsed.user
        if user != nil, password == nil {
          throw ConfigurationProblem("missingKey", "a user needs a `password`")
        }
        if !parsed.isTLS, authority != nil || serverName != nil {
          throw ConfigurationProblem(
            "contradiction", "`authority` and `serverName` are for TLS, which a URL asks for with `rediss://`")
        }
        return RedisDeclaration(
          address: parsed.address, isTLS: parsed.isTLS, database: parsed.database, user: user, password: password,
          authority: authority, serverName: serverName, timeout: timeout)
      }
    }
  }
}

extension Declaration where Value == String {
  /// Checked here, so that the problem stands at the URL; the text may hold a password and is not repeated.
  fileprivate static var redisURL: Declaration {
    let text: Declaration<String> = Declaration<String>.text.map(
      { text throws(ConfigurationProblem) in
        _ = try parse(text)
        return text
      }, back: { $0 })
    return Declaration(
      schema: [
        "type": "string", "pattern": "^(rediss?://([^:@/]+@)?[^@/?#]+(/[0-9]*)?|unix:/[^?]*([?]db=[0-9]+)?)$",
        "examples": ["redis://127.0.0.1:6379/0"],
      ],
      render: text.render, read: text.read)
  }

  /// - Throws: a problem that does not repeat the text.
  fileprivate static func parse(_ text: String) throws(ConfigurationProblem) -> RedisURL {
    let url: RedisURL
    do throws(RedisError) {
      url = try RedisURL(text)
    } catch {
      throw ConfigurationProblem("impossibleValue", error.detail, hint: "write it like `redis://127.0.0.1:6379/0`")
    }
    guard url.password == nil else {
      throw ConfigurationProblem(
        "literalSecret", "the URL of a Redis server holds a password",
        hint: "write `password: { file: PATH }` or `{ environment: NAME }` and change the password")
    }
    return url
  }
}
