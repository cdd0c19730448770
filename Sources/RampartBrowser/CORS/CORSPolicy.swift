public import HTTPTypes
public import RampartCore

/// Lets pages of other origins read this site's answers, as far as it is told to (Fetch, section 3.2; CWE-942).
///
/// ```swift
/// var options = CORSOptions()
/// options.origins = .listed([try OriginPattern("https://app.example.org")])
/// options.allowsCredentials = true
/// let policy = try CORSPolicy(options)
/// ```
///
/// What it does, for each route that it governs:
///
/// - The backend's own `Access-Control-*` fields never leave, and `Vary: Origin` is on every answer, whether there was
///   an origin or not, so that no cache gives one origin the answer of another.
/// - An allowed origin gets its name back, from our own parser and not as it was sent. An origin is allowed when a
///   pattern or the predicate says so; `null`, a list and anything malformed are not.
/// - A preflight (OPTIONS with `Origin` and `Access-Control-Request-Method`) is answered here. For a refused origin
///   that is the same status without a field that allows anything: the browser then blocks, and says why.
/// - Any other request of a refused origin passes without fields that allow anything. CORS protects answers from being
///   read; what keeps a request from having effects is `CSRFPolicy`. `deniesRefusedOrigins` changes this.
/// - Requests of the site's own pages (scheme, host and port of the request itself) are never refused.
///
/// `Verdict.detected` says what a browser will block, in both modes, so that it can be counted: `cors.originRefused`,
/// `cors.methodRefused`, `cors.headerRefused`, `cors.privateNetworkRefused`. In detect mode nothing else happens:
/// preflights pass, no field is added, the backend's own stay.
public struct CORSPolicy: Control {
  /// The settings it was made with.
  public let options: CORSOptions
  let isAllowed: (@Sendable (WebOrigin) -> Bool)?
  // Exact origins are found by their text, and what goes onto their answers is made once.
  let exactOrigins: [String: StandingEdits]
  /// Of every answer.
  let varyEdits: StandingEdits
  // What goes onto answers where nothing depends on the origin: made once, as nearly all requests have none.
  let plainEdits: StandingEdits
  /// Of an allowed origin, besides its name.
  let allowedEdits: StandingEdits
  let preflightEdits: StandingEdits
  let allowedPreflightEdits: StandingEdits
  let patterns: [OriginPattern]

  /// - Parameter isAllowed: allows origins that no pattern matches. It runs on the thread of the request.
  /// - Throws: `cors.credentialsForAnyOrigin`, `cors.credentialsForNullOrigin`, `cors.privateNetworkForAnyOrigin`,
  ///   `cors.wildcardWithCredentials`, `cors.invalidStatus` or `cors.invalidMaxAge`.
  public init(_ options: CORSOptions, isAllowed: (@Sendable (WebOrigin) -> Bool)? = nil) throws(InvalidOption) {
    try options.check()
    self.options = options
    self.isAllowed = isAllowed
    let plain = options.plainFields
    allowedEdits = StandingEdits(fields: plain, vary: [.origin])
    preflightEdits = StandingEdits(vary: options.preflightVary)
    allowedPreflightEdits = StandingEdits(fields: options.preflightFields, vary: options.preflightVary)
    let star = [HTTPField(name: .accessControlAllowOrigin, value: "*")] + plain
    varyEdits = StandingEdits(vary: [.origin])
    plainEdits = options.origins == .any ? StandingEdits(fields: star, vary: [.origin]) : varyEdits
    let listed = if case .listed(let patterns) = options.origins { patterns } else { [OriginPattern]() }
    patterns = listed.filter { $0.onlyOrigin == nil }
    exactOrigins = listed.compactMap(\.onlyOrigin).reduce(into: [:]) { known, origin in
      let field = HTTPField(name: .accessControlAllowOrigin, value: origin.description)
      known[origin.description] = StandingEdits(fields: [field] + plain, vary: [.origin])
    }
  }

  public var name: String { "cors" }

  public var governedFields: [HTTPField.Name] {
    options.mode == .detect ? [] : Self.answerFields
  }

  /// `Vary: Origin`; nothing in detect mode, where no answer changes.
  public var standingEdits: StandingEdits? { options.mode == .detect ? nil : varyEdits }

  /// Every field by which an answer allows something.
  static let answerFields: [HTTPField.Name] = [
    .accessControlAllowOrigin, .accessControlAllowCredentials, .accessControlAllowMethods, .accessControlAllowHeaders,
    .accessControlExposeHeaders, .accessControlMaxAge, .accessControlAllowPrivateNetwork,
  ]

  public func evaluate(_ request: some RequestFacts) -> Verdict {
    let sent = request.values(of: .origin)
    let isPreflight = Self.isPreflight(request, origins: sent)
    let finding = finding(sent, request)
    let verdict = isPreflight ? answer(toPreflight: request, finding) : answer(to: finding)
    guard options.mode == .detect else { return verdict }
    if case .deny(let denial) = verdict.decision { return Verdict(detected: denial) }
    return Verdict(detected: verdict.detected)
  }

  /// What browsers send before a request that a page could not make without CORS (Fetch, "CORS-preflight request").
  static func isPreflight(_ request: some RequestFacts, origins: [String]) -> Bool {
    request.method == .options && !origins.isEmpty && !request.values(of: .accessControlRequestMethod).isEmpty
  }
}
