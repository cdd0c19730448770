import HTTPTypes
public import RampartCore

extension CSRFPolicy {
  /// Gives a page a token where it has none, or none that lasts.
  func issue(to request: some RequestFacts, _ signer: TokenSigner, _ verdict: inout Verdict) {
    guard request.method == .get || request.method == .head, Self.mayKeepCookies(request),
      let binding = binding(of: request)
    else { return }
    let cookies = request.cookies(named: options.token.cookie)
    // Another one would not take the place of both.
    guard cookies.count <= 1 else { return }
    let time = now()
    guard let token = cookies.first.flatMap({ CSRFToken($0) }), signer.verify(token, binding, now: time) else {
      give(visitor: random(CSRFToken.numberLength), binding, signer, &verdict)
      return
    }
    if token.expiry - time <= lifetime / 2 { give(visitor: token.visitor, binding, signer, &verdict) }
  }

  func give(visitor: [UInt8], _ binding: TokenBinding, _ signer: TokenSigner, _ verdict: inout Verdict) {
    let token = signer.sign(
      expiry: now() + lifetime, visitor: visitor, nonce: random(CSRFToken.numberLength), binding)
    // Lax, not Strict: a visitor who follows a link from elsewhere keeps the token of the pages already open. Scripts
    // must read it to send it.
    let cookie = "\(options.token.cookie)=\(token.text); Path=/; Max-Age=\(lifetime); Secure; SameSite=Lax"
    verdict.response.append(HTTPField(name: .setCookie, value: cookie))
    // A shared cache would hand one visitor's token to all.
    verdict.response.append(HTTPField(name: .cacheControl, value: "private"))
  }

  private var lifetime: Int { Int(options.token.lifetime.components.seconds) }

  // Images, scripts and styles send no form, and their answers are the ones that caches keep.
  private static func mayKeepCookies(_ request: some RequestFacts) -> Bool {
    let destinations = request.values(of: .secFetchDest)
    return destinations.allSatisfy { ["document", "empty", "iframe"].contains($0) }
  }

  /// The token for a form that a Swift server is about to render: the new one of `verdict`, else that of the request.
  ///
  /// It is masked anew on each call, so that a compressed page does not give it away (BREACH, CVE-2013-3587).
  /// - Returns: nil where there is none, such as on a request that was denied.
  public func formToken(for request: some RequestFacts, _ verdict: Verdict) -> String? {
    let start = options.token.cookie + "="
    let given = verdict.response.fields.last { $0.name == .setCookie && $0.value.hasPrefix(start) }
    let text = given.map { String($0.value.dropFirst(start.count).prefix { $0 != ";" }) }
    let cookies = request.cookies(named: options.token.cookie)
    guard let token = (text ?? (cookies.count == 1 ? cookies.first : nil)).flatMap({ CSRFToken($0) }) else {
      return nil
    }
    return token.masked(with: random(CSRFToken.length))
  }
}
