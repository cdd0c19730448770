public import RampartCore

extension ContentSecurityPolicy {
  /// Where something may come from, or under which condition.
  ///
  /// There is no source for `'none'`: an empty list says that.
  public struct Source: Sendable, Hashable {
    private enum Form: Sendable, Hashable {
      case text(String)
      case responseNonce
    }

    private let form: Form

    private init(_ form: Form) { self.form = form }

    private init(keyword: String) { form = .text("'\(keyword)'") }

    /// `'self'`: the page's own origin.
    public static let sameOrigin = Source(keyword: "self")
    /// `'strict-dynamic'`: what an allowed script loads is allowed; hosts and schemes no longer count.
    public static let strictDynamic = Source(keyword: "strict-dynamic")
    /// `'report-sample'`: reports quote the start of what was blocked.
    public static let reportSample = Source(keyword: "report-sample")
    /// `'report-sha256'`: reports tell the checksum of loaded scripts.
    public static let reportSHA256 = Source(keyword: "report-sha256")
    public static let reportSHA384 = Source(keyword: "report-sha384")
    public static let reportSHA512 = Source(keyword: "report-sha512")
    /// `'inline-speculation-rules'`: `<script type=speculationrules>` in the page.
    public static let inlineSpeculationRules = Source(keyword: "inline-speculation-rules")
    /// `'trusted-types-eval'`: `eval` where Trusted Types are enforced.
    public static let trustedTypesEval = Source(keyword: "trusted-types-eval")
    /// `'wasm-unsafe-eval'`: WebAssembly.
    public static let wasmUnsafeEval = Source(keyword: "wasm-unsafe-eval")
    /// `'unsafe-inline'`: whatever stands in the page, injected scripts too.
    public static let unsafeInline = Source(keyword: "unsafe-inline")
    /// `'unsafe-eval'`: `eval` and its kin.
    public static let unsafeEval = Source(keyword: "unsafe-eval")
    /// `'unsafe-hashes'`: hashes count for event handlers and `style` attributes too.
    public static let unsafeHashes = Source(keyword: "unsafe-hashes")

    static let keywords: [Source] = [
      .sameOrigin, .strictDynamic, .reportSample, .reportSHA256, .reportSHA384, .reportSHA512, .inlineSpeculationRules,
      .trustedTypesEval, .wasmUnsafeEval, .unsafeInline, .unsafeEval, .unsafeHashes,
    ]

    /// `https:`: everything that comes over TLS.
    public static let https = Source(.text("https:"))
    /// `data:`: what stands in the address itself. Never for scripts.
    public static let data = Source(.text("data:"))
    public static let blob = Source(.text("blob:"))

    /// The nonce of the response, from `ResponseContext`. An answer without a nonce leaves this source out, so that
    /// nothing is allowed by mistake.
    public static let responseNonce = Source(.responseNonce)

    /// A fixed nonce, for a policy that is made anew for every response.
    public static func nonce(_ nonce: Nonce) -> Source {
      Source(.text("'nonce-\(nonce.text)'"))
    }

    /// The script or style with this checksum.
    public static func hash(_ hash: Hash) -> Source {
      Source(.text("'\(hash.text)'"))
    }

    /// Whatever has this scheme, given without the colon.
    ///
    /// - Throws: where `scheme` is not a scheme's name.
    public static func scheme(_ scheme: String) throws(InvalidOption) -> Source {
      guard HostSource.isScheme(scheme) else {
        throw InvalidOption("header.invalidSource", "`\(scheme)` is not a scheme", hint: "write it like `https`")
      }
      return Source(.text(scheme + ":"))
    }

    /// A host, perhaps with scheme, port and path: `cdn.example.org`, `https://*.example.org:8443/lib/`.
    ///
    /// - Throws: where `host` is not in the form of CSP Level 3, section 2.3.1.
    public static func host(_ host: String) throws(InvalidOption) -> Source {
      guard HostSource.isHostSource(host) else { throw InvalidOption.source(host) }
      return Source(.text(host))
    }

    /// A source as the header writes it, `'none'` apart.
    ///
    /// - Throws: where `text` is none, or a nonce, which written down would be the same for every response.
    public init(parsing text: String) throws(InvalidOption) {
      if let keyword = Source.keywords.first(where: { $0.form == .text(text) }) {
        self = keyword
      } else if let hash = Hash(quoted: text) {
        self = .hash(hash)
      } else if text.hasSuffix(":"), HostSource.isScheme(text.dropLast()) {
        form = .text(text)
      } else if let intended = Source.unquoted(text) {
        throw InvalidOption("header.invalidSource", "`\(text)` lacks its quotes", hint: "did you mean `\(intended)`?")
      } else if HostSource.isHostSource(text) {
        form = .text(text)
      } else {
        throw InvalidOption.source(text)
      }
    }

    func text(in context: ResponseContext) -> String? {
      switch form {
      case .text(let text): text
      case .responseNonce: context.nonce.map { "'nonce-\($0.text)'" }
      }
    }

    /// The keyword, nonce or hash that was probably meant by a host of that name.
    private static func unquoted(_ text: String) -> String? {
      let quoted = "'\(text)'"
      let lowercased = quoted.lowercased()
      if lowercased == "'none'" || keywords.contains(where: { $0.form == .text(lowercased) }) { return lowercased }
      let prefixes = ["'nonce-", "'sha256-", "'sha384-", "'sha512-"]
      return prefixes.contains { lowercased.hasPrefix($0) } ? quoted : nil
    }
  }
}

extension InvalidOption {
  fileprivate static func source(_ text: String) -> InvalidOption {
    if text.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F || $0 == UInt8(ascii: ";") || $0 == UInt8(ascii: ",") }) {
      return InvalidOption(
        "header.invalidSource", "a source must not contain `;`, `,`, spaces or control characters",
        hint: "give each source an entry of its own")
    }
    guard text.hasPrefix("'") else {
      return InvalidOption(
        "header.invalidSource", "`\(text)` is not a source", hint: "write a host such as `https://cdn.example.org`")
    }
    if text.lowercased().hasPrefix("'nonce-") {
      return InvalidOption(
        "header.invalidSource", "a nonce written down is the same for every answer and protects nothing",
        hint: "use a hash, or let the application set its own policy (`upstream: keep`)")
    }
    if text.lowercased().hasPrefix("'sha") {
      return InvalidOption(
        "header.invalidSource", "`\(text)` is not a hash",
        hint: "write `'sha256-` and the checksum in base64, closed by `'`")
    }
    return InvalidOption("header.invalidSource", "`\(text)` is not a keyword of a policy", hint: .keyword(like: text))
  }
}

extension String {
  fileprivate static func keyword(like text: String) -> String? {
    let keywords = ContentSecurityPolicy.Source.keywords.compactMap { $0.text(in: ResponseContext(isSecure: true)) }
    return Suggestion.hint(for: text, among: keywords + ["'none'"])
  }
}
