import HTTPTypes
import RampartCore

extension CSRFPolicy {
  /// What a request shows of its token.
  private enum Submission {
    case text(String)
    case needsBody
    case refused(Denial)
  }

  /// The token layer: asks unsafe requests for their token and gives pages a new one in time.
  func check(_ request: some RequestFacts, isUnsafe: Bool, _ signer: TokenSigner, _ verdict: inout Verdict) {
    guard isUnsafe else {
      issue(to: request, signer, &verdict)
      return
    }
    // A subdomain can add cookies of the same name, though none with the prefix in a browser that knows it.
    let cookies = request.cookies(named: options.token.cookie)
    guard let cookie = cookies.first else {
      verdict = refuse(.tokenMissing, verdict)
      return
    }
    guard cookies.count == 1, let binding = binding(of: request),
      let own = CSRFToken(cookie), signer.verify(own, binding, now: now())
    else {
      verdict = refuse(.tokenInvalid, verdict)
      return
    }
    switch submission(in: request) {
    case .needsBody: verdict.decision = .needsBody(upTo: options.token.formLimit)
    case .refused(let denial): verdict = refuse(denial, verdict)
    case .text(let text): compare(text, own, binding, signer, &verdict)
    }
  }

  private func compare(
    _ text: String,
    _ own: CSRFToken,
    _ binding: TokenBinding,
    _ signer: TokenSigner,
    _ verdict: inout Verdict
  ) {
    // Both are signed for this session. The number that they share ties the request to the visitor's own cookie, also
    // where there is no session yet (login CSRF).
    guard let sent = CSRFToken(text), signer.verify(sent, binding, now: now()),
      signer.isSame(sent.visitor, own.visitor)
    else {
      verdict = refuse(.tokenInvalid, verdict)
      return
    }
    guard options.token.isSingleUse else { return }
    guard
      spent.spend(sent.nonce, until: sent.expiry, now: now(), capacity: options.token.singleUseCapacity)
    else {
      verdict = refuse(.tokenInvalid, verdict)
      return
    }
    give(visitor: own.visitor, binding, signer, &verdict)
  }

  private func submission(in request: some RequestFacts) -> Submission {
    let headers = request.values(of: options.token.header)
    if let first = headers.first { return headers.count == 1 ? .text(first) : .refused(.tokenInvalid) }
    guard let type = request.onlyValue(of: .contentType), let form = FormEncoding(type) else {
      return .refused(.tokenMissing)
    }
    let values: [String]
    switch (form, request.body) {
    case (_, .unread): return .needsBody
    case (.urlEncoded, .whole(let body)):
      values = FormFields(body, separators: "&").values(of: options.token.field)
    case (.urlEncoded, .beginning(let body)):
      // The last field may be cut in two.
      let whole = body[..<(body.lastIndex(of: UInt8(ascii: "&")) ?? 0)]
      values = FormFields(whole, separators: "&").values(of: options.token.field)
    case (.multipart(let boundary), .whole(let body)), (.multipart(let boundary), .beginning(let body)):
      values = MultipartFields(body, boundary: boundary).values(of: options.token.field)
    }
    guard let first = values.first else {
      if case .beginning = request.body { return .refused(.tokenTooLate) }
      return .refused(.tokenMissing)
    }
    return values.count == 1 ? .text(first) : .refused(.tokenInvalid)
  }

  /// What a token belongs to; nil where the request names more than one session.
  func binding(of request: some RequestFacts) -> TokenBinding? {
    if let name = options.token.sessionCookie {
      let sessions = request.cookies(named: name)
      guard sessions.count <= 1 else { return nil }
      if let session = sessions.first, !session.isEmpty { return .session(session) }
    }
    return request.user.map { .user($0) } ?? .visitor
  }
}
