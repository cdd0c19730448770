/// What a control wants to happen to a request.
public enum Decision: Sendable {
  case pass
  /// Ask again with up to so many bytes of the body at hand.
  case needsBody(upTo: Int)
  /// The control answers itself (a CORS preflight, a sign-in page, a redirect); the backend is not asked.
  case answer(LocalAnswer)
  case deny(Denial)
}

/// A decision, and what goes with it.
public struct Verdict: Sendable {
  public var decision: Decision
  /// Goes onto the answer, whoever gives it.
  public var response: ResponseEdits
  /// The client's identity, if this control has established it: later controls and the backend see it.
  public var identity: ClientIdentity?
  /// Goes onto the request, if the backend is asked.
  public var request: RequestEdits?
  /// Is told how the exchange goes on.
  public var ticket: (any ExchangeTicket)?
  /// What a control in detect mode would have denied; for logs and metrics.
  public var detected: Denial?

  public init(
    _ decision: Decision = .pass,
    response: ResponseEdits = ResponseEdits(),
    identity: ClientIdentity? = nil,
    request: RequestEdits? = nil,
    ticket: (any ExchangeTicket)? = nil,
    detected: Denial? = nil
  ) {
    self.decision = decision
    self.response = response
    self.identity = identity
    self.request = request
    self.ticket = ticket
    self.detected = detected
  }

  /// Nothing to say.
  public static let pass = Verdict()
}

/// Accompanies one exchange to its end; a control keeps in it what it must know then.
// An object, so that the many verdicts without one carry no more than an empty reference.
public protocol ExchangeTicket: AnyObject, Sendable {
  /// The head of the answer is there. Called once at most, before `ended`.
  func answered(status: Int)
  /// The exchange is over, by its end or by an abort. Called exactly once.
  func ended()
}

extension ExchangeTicket {
  public func answered(status: Int) {}
  public func ended() {}
}
