public import RampartCore

/// Keeps other sites from sending requests in a visitor's name (CWE-352; ASVS 5.0, 3.5).
///
/// ```swift
/// var options = CSRFOptions()
/// options.layers = [.origin, .token]
/// options.token.sessionCookie = "__Host-session"
/// let policy = try CSRFPolicy(options, keys: CSRFKeys(current: key))
/// ```
///
/// GET, HEAD and OPTIONS are safe, everything else is not. A request that asks to be taken for another method
/// (`X-HTTP-Method-Override`, `X-HTTP-Method`, `X-Method-Override`, `_method` in the query) is never safe, whatever it
/// asks for. A WebSocket can carry no token, so its `Origin` is asked for by the token layer too. The layers that are chosen are asked in the order isolation, origin, token; each can deny.
///
/// Denials have the status 403 and the codes `csrf.isolation`, `csrf.crossOrigin`, `csrf.missingOrigin`,
/// `csrf.tokenMissing`, `csrf.tokenInvalid`. In detect mode they are in `Verdict.detected`; tokens are then given out
/// all the same, and bodies of forms are read, or nothing could be said of them.
///
/// Origins are compared with the scheme, host and port that the request came to. Behind a proxy that ends TLS or
/// rewrites `Host` that proxy must be trusted, or the public origin be listed in `allowedOrigins`.
public struct CSRFPolicy: Control {
  /// The settings it was made with.
  public let options: CSRFOptions
  let signer: TokenSigner?
  // Asked for each request, where a look into the set would cost more than all the rest.
  let isolates: Bool
  let asksOriginOfUnsafe: Bool
  let asksOriginOfSockets: Bool
  let spent: SpentTokens
  let now: @Sendable () -> Int
  let random: @Sendable (Int) -> [UInt8]

  /// - Parameters:
  ///   - keys: needed for the token layer.
  ///   - spent: remembers tokens of single use; give the same one to policies that follow each other on a reload.
  ///   - now: seconds since 1970, for the expiry of tokens. Nil is the clock of this machine.
  ///   - random: makes so many random bytes. Nil is the system's generator.
  /// - Throws: `csrf.noLayer`, `csrf.keyMissing`, `csrf.keyTooShort`, `csrf.invalidCookie`, `csrf.invalidLifetime`,
  ///   `csrf.invalidField`, `csrf.invalidFormLimit` or `csrf.invalidExemption`.
  public init(
    _ options: CSRFOptions,
    keys: CSRFKeys? = nil,
    spent: SpentTokens = SpentTokens(),
    now: (@Sendable () -> Int)? = nil,
    random: (@Sendable (Int) -> [UInt8])? = nil
  ) throws(InvalidOption) {
    try options.check()
    if options.layers.contains(.token) {
      guard let keys else {
        throw InvalidOption("csrf.keyMissing", "the token layer needs a key", hint: "name one with `key`")
      }
      signer = try TokenSigner(keys)
    } else {
      signer = nil
    }
    isolates = options.layers.contains(.isolation)
    asksOriginOfUnsafe = options.layers.contains(.origin)
    asksOriginOfSockets = !options.layers.isDisjoint(with: [.origin, .token])
    self.options = options
    self.spent = spent
    self.now = now ?? { WallClock.seconds() }
    self.random = random ?? { RandomBytes.make($0) }
  }

  public var name: String { "csrf" }

  /// `Vary` of all that the isolation of resources looks at; nothing where that layer is off.
  public var standingEdits: StandingEdits? { isolates ? Self.isolationEdits : nil }

  public func evaluate(_ request: some RequestFacts) -> Verdict {
    if !options.exemptPaths.isEmpty, options.exemptPaths.contains(request.path) { return .pass }
    let isUnsafe = isUnsafe(request)
    let response = ResponseEdits(isolates ? Self.isolationEdits : nil)
    if isolates, let denial = isolationDenial(request, isUnsafe: isUnsafe) {
      return refuse(denial, Verdict(response: response))
    }
    if asksOrigin(of: request, isUnsafe: isUnsafe), let denial = originDenial(request) {
      return refuse(denial, Verdict(response: response))
    }
    guard let signer, !isOnlySocket(request) else { return Verdict(response: response) }
    var verdict = Verdict(response: response)
    check(request, isUnsafe: isUnsafe, signer, &verdict)
    return verdict
  }

  /// Whoever stores the answer must know what it depends on (W3C Fetch Metadata, section 4).
  private static let isolationEdits = StandingEdits(vary: [.secFetchDest, .secFetchMode, .secFetchSite])

  func refuse(_ denial: Denial, _ verdict: Verdict) -> Verdict {
    var verdict = verdict
    if options.mode == .enforce { verdict.decision = .deny(denial) } else { verdict.detected = denial }
    return verdict
  }
}
