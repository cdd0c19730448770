/// Which request fields pass: those whose names are letters, digits and hyphens, and others that are allowed by name.
///
/// CGI and its heirs (WSGI, PHP, Rack) turn a field's name into a variable in which `-`, `_` and more are one character.
/// So `X_Forwarded_For` is `X-Forwarded-For` to them, and gunicorn takes `SCRIPT_NAME` for the variable itself and serves
/// another path (CWE-436, CWE-444). nginx drops such fields by default too.
public struct FieldNamePolicy: Sendable, Hashable {
  /// In lower case, in the order in which they were given.
  public let allowedNames: [String]

  /// Nothing but letters, digits and hyphens.
  public init() {
    allowedNames = []
  }

  /// - Parameter names: such as `X_Legacy`; case does not matter.
  /// - Throws: `fields.notAName`, `fields.passesAnyway` or `fields.reserved` for a name that is no field name, that
  ///   needs no leave, or that is a name with a meaning of its own once `_` is read as `-`.
  public init(allowing names: [String]) throws(InvalidOption) {
    var allowed: [String] = []
    for name in names {
      let lowercased = name.lowercased()
      guard (1...64).contains(name.utf8.count), name.utf8.allSatisfy(Self.isToken) else {
        throw InvalidOption("fields.notAName", "\(Excerpt.of(name)) is not a field name")
      }
      guard !name.utf8.allSatisfy(Self.isPlain) else {
        throw InvalidOption("fields.passesAnyway", "the field `\(name)` needs no leave", hint: "remove it")
      }
      guard !ReservedFieldNames.contains(Self.folded(lowercased)) else {
        throw InvalidOption(
          "fields.reserved",
          "a backend may take the field `\(name)` for `\(Self.folded(lowercased))`, which says something else",
          hint: "give the field another name")
      }
      if !allowed.contains(lowercased) { allowed.append(lowercased) }
    }
    allowedNames = allowed
  }

  /// Whether a field of this name goes on.
  package func passes(_ name: UnsafeRawBufferPointer) -> Bool {
    if name.allSatisfy(Self.isPlain) { return true }
    return allowedNames.contains { allowed in
      allowed.utf8.count == name.count && allowed.utf8.elementsEqual(name.lazy.map { Self.lowercase($0) })
    }
  }

  /// The name as a backend may read it: everything but letters and digits as a hyphen, in lower case.
  package static func folded(_ name: String) -> String {
    String(decoding: name.lowercased().utf8.map { isPlain($0) ? $0 : UInt8(ascii: "-") }, as: UTF8.self)
  }

  /// Letters, digits and the hyphen.
  @inline(__always)
  private static func isPlain(_ byte: UInt8) -> Bool {
    lowercase(byte) &- 0x61 < 26 || byte &- 0x30 < 10 || byte == UInt8(ascii: "-")
  }

  @inline(__always)
  private static func lowercase(_ byte: UInt8) -> UInt8 {
    byte &- 0x41 < 26 ? byte | 0x20 : byte
  }

  /// RFC 9110, 5.6.2.
  private static func isToken(_ byte: UInt8) -> Bool {
    isPlain(byte) || "!#$%&'*+.^_`|~".utf8.contains(byte)
  }
}

/// Names that say something to a server, a proxy or a CGI program, with hyphens and in lower case.
// INVARIANT: every request field that the gateway knows is one of these; a test of the gateway holds them together.
enum ReservedFieldNames {
  static func contains(_ name: String) -> Bool {
    names.contains(name) || prefixes.contains { name.hasPrefix($0) }
  }

  private static let names: Set<String> = [
    "host", "te", "expect", "upgrade", "connection", "keep-alive", "via", "trailer", "date", "vary", "range", "from",
    "max-forwards", "pragma", "cache-control", "accept", "cookie", "cookie2", "set-cookie", "origin", "referer",
    "authorization", "user-agent", "forwarded", "forwarded-for", "traceparent", "tracestate", "client-ip",
    "true-client-ip", "cf-connecting-ip", "fastly-client-ip", "fly-client-ip", "wl-proxy-client-ip",
    "front-end-https", "https", "x-real-ip", "x-client-ip", "x-cluster-client-ip", "x-host", "x-scheme",
    "x-url-scheme", "x-request-id", "x-method-override", "x-csrf-token", "x-xsrf-token", "x-csrftoken",
    "x-requested-with", "proxy", "auth-type", "client-cert", "gateway-interface", "document-root", "document-uri",
    "request-method", "request-uri", "request-scheme", "request-filename", "query-string",
  ]

  private static let prefixes = [
    "x-forwarded", "x-original-", "x-rewrite-", "x-http-", "x-ssl-", "http-", "http2-", "proxy-", "content-",
    "transfer-", "accept-", "if-", "sec-", "access-control-", "remote-", "script-", "path-", "server-", "ssl-", "wsgi-",
    "rack-", "php-", "redirect-",
  ]
}
