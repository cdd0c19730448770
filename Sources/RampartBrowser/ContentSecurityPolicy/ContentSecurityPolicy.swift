public import HTTPTypes

/// Says where a page may load scripts, styles, images and the rest from: the main defence against injected scripts.
///
/// `ContentSecurityPolicy()` is the strict policy to begin with, Helmet's: a page has to be written for it.
/// `SecurityHeaders()` sends no more than `.compatible`, and nothing where the backend has a policy of its own. Each
/// directive is there at most once, and an empty list of sources is written as `'none'`.
///
/// ```swift
/// var policy = ContentSecurityPolicy()
/// policy[.scriptSrc] = [.sameOrigin, .responseNonce, .hash(.init(.sha256, of: "start()"))]
/// policy[.imgSrc] = [.sameOrigin, .data, try .host("https://images.example.org")]
/// policy[.fontSrc] = nil                  // falls back to default-src
/// headers.contentSecurityPolicy = .replace(policy)
/// ```
///
/// Source: W3C Content Security Policy Level 3. CWE-79, CWE-1021.
public struct ContentSecurityPolicy: SecurityHeader {
  private struct SourceList: Sendable, Hashable {
    var directive: SourceDirective
    var sources: [Source]
  }

  private var sourceLists: [SourceList] = []

  /// `sandbox`: the page runs as in a frame with only these permissions; an empty list grants none.
  public var sandbox: [SandboxPermission]?
  /// `trusted-types`: which Trusted Types policies a script may make; an empty list allows none.
  public var trustedTypes: [TrustedTypes]?
  /// `require-trusted-types-for 'script'`: plain text no longer goes into `innerHTML` and the like.
  public var requiresTrustedTypes = false
  /// `report-uri`: deprecated for `report-to`, which not every browser knows.
  public var reportURIs: [ReportAddress] = []
  /// `report-to`: an endpoint of `ReportingEndpoints`.
  public var reportTo: EndpointName?
  /// `block-all-mixed-content`: deprecated; browsers do it without being told.
  public var blocksAllMixedContent = false
  /// `upgrade-insecure-requests`: what a page names with `http:` is loaded with `https:`. Only on answers over TLS: a page
  /// over plain HTTP could not load its own scripts.
  public var upgradesInsecureRequests = true

  /// The strict policy: everything from the page's own origin; besides, fonts and styles over TLS, images in
  /// the page and inline styles.
  public init() {
    self[.defaultSrc] = [.sameOrigin]
    self[.baseURI] = [.sameOrigin]
    self[.fontSrc] = [.sameOrigin, .https, .data]
    self[.formAction] = [.sameOrigin]
    self[.frameAncestors] = [.sameOrigin]
    self[.imgSrc] = [.sameOrigin, .data]
    self[.objectSrc] = []
    self[.scriptSrc] = [.sameOrigin]
    self[.scriptSrcAttr] = []
    self[.styleSrc] = [.sameOrigin, .https, .unsafeInline]
  }

  /// `upgrade-insecure-requests` alone: what a page over TLS names with `http:`, as behind a gateway that ends TLS it
  /// may, still loads. It keeps no page from anything else.
  public static let compatible: ContentSecurityPolicy = {
    var policy = ContentSecurityPolicy(defaultSrc: [])
    policy[.defaultSrc] = nil
    policy.upgradesInsecureRequests = true
    return policy
  }()

  /// A policy of its own: `default-src` and nothing else.
  public init(defaultSrc sources: [Source]) {
    self[.defaultSrc] = sources
    upgradesInsecureRequests = false
  }

  /// The sources of a directive: an empty list for `'none'`, nil to leave the directive out.
  public subscript(directive: SourceDirective) -> [Source]? {
    get { sourceLists.first { $0.directive == directive }?.sources }
    set {
      let index = sourceLists.firstIndex { $0.directive == directive } ?? sourceLists.endIndex
      let range = index..<(index == sourceLists.endIndex ? index : index + 1)
      sourceLists.replaceSubrange(range, with: newValue.map { [SourceList(directive: directive, sources: $0)] } ?? [])
    }
  }

  public static let name = HTTPField.Name.contentSecurityPolicy
  public static let isList = true
  public static var recommended: HeaderTreatment<Self> { .keepUpstream(or: .compatible) }
  public static var strict: HeaderTreatment<Self> { .replace(Self()) }

  /// The directives, or nil where there is none.
  public func value(in context: ResponseContext) -> String? {
    let directives = sourceLists.map { list in
      Self.directive(list.directive.name, list.sources.compactMap { $0.text(in: context) })
    }
    let written = directives + otherDirectives(in: context)
    return written.isEmpty ? nil : written.joined(separator: ";")
  }

  private func otherDirectives(in context: ResponseContext) -> [String] {
    var directives: [String] = []
    if let sandbox { directives.append((["sandbox"] + sandbox.map(\.name)).joined(separator: " ")) }
    if let trustedTypes { directives.append(Self.directive("trusted-types", trustedTypes.map(\.text))) }
    if requiresTrustedTypes { directives.append("require-trusted-types-for 'script'") }
    if !reportURIs.isEmpty { directives.append(Self.directive("report-uri", reportURIs.map(\.text))) }
    if let reportTo { directives.append("report-to \(reportTo.text)") }
    if blocksAllMixedContent { directives.append("block-all-mixed-content") }
    if upgradesInsecureRequests, context.isSecure { directives.append("upgrade-insecure-requests") }
    return directives
  }

  private static func directive(_ name: String, _ values: [String]) -> String {
    "\(name) \(values.isEmpty ? "'none'" : values.joined(separator: " "))"
  }
}

extension SecurityHeaders {
  /// `.compatible` in the recommended set, where the backend has none of its own.
  public var contentSecurityPolicy: HeaderTreatment<ContentSecurityPolicy> {
    get { self[HeaderKey()] }
    set { self[HeaderKey()] = newValue }
  }
}
