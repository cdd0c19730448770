package import RampartCore

extension CookiePolicy {
  /// `cookies:` of a configuration.
  package static var declaration: Declaration<CookieOptions> {
    Declaration.mapping(
      CookieOptions(),
      [
        DeclaredKey(
          "secure", \.secure, secure,
          "Whether `Secure` is added: `true` over TLS, `always` over plain HTTP too, `false` never."),
        DeclaredKey(
          "httpOnly", \.addsHTTPOnly, .boolean,
          "Whether `HttpOnly` is added; to a framework's token for scripts, such as `csrftoken`, only by an exception."),
        DeclaredKey(
          "sameSite", \.sameSite, sameSite,
          "The weakest `SameSite` that leaves: `strict`, `lax` or `none`; `off` leaves it to the backend."),
        DeclaredKey("exceptions", \.exceptions, exceptions, "What is otherwise for single cookies, by name."),
        DeclaredKey(
          "malformed", \.malformed, .choice([("drop", .drop), ("pass", .pass)]),
          "What happens to a cookie that is not written as cookies are."),
      ])
  }

  private static var secure: Declaration<CookieOptions.Secure> {
    let words: [(String, CookieOptions.Secure)] = [("true", .overTLS), ("false", .asSent), ("always", .always)]
    return Declaration(
      schema: ["enum": [true, false, "always"]],
      render: { $0 == .always ? "always" : .boolean($0 == .overTLS) },
      read: { Declaration<CookieOptions.Secure>.choice(words).read($0, &$1) }
    )
  }

  private static var sameSite: Declaration<CookieOptions.SameSite> {
    .choice([
      ("strict", .atLeast(.strict)), ("lax", .atLeast(.lax)), ("none", .atLeast(.none)), ("off", .asSent),
    ])
  }

  private static var exceptions: Declaration<[String: CookieOptions.Exception]> {
    let exception = Declaration.mapping(
      CookieOptions.Exception(),
      [
        DeclaredKey("secure", \.secure, secure.optional, "As for all cookies."),
        DeclaredKey("httpOnly", \.addsHTTPOnly, Declaration<Bool>.boolean.optional, "As for all cookies."),
        DeclaredKey("sameSite", \.sameSite, sameSite.optional, "As for all cookies."),
      ])
    return Declaration<CookieOptions.Exception>.dictionary(
      of: exception, namePattern: "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$", isName: { CookieSyntax.isName($0) }
    ).map({ pairs in Dictionary(pairs.map { ($0.name, $0.value) }) { $1 } }, back: { _ in nil })
  }
}
