package import RampartCore

/// One exchange as a firewall sees it, phase by phase: the only driver of a ``Transaction``.
///
/// The gateway runs one on its event loop, a ``FirewallInspection`` keeps one in its lane, and `waf test` runs one with
/// rules that are not compiled.
package final class Inspection: ExchangeObserver {
  /// Gets the matches that no line of the audit log has yet, and what became of the exchange so far.
  package typealias Log = (ArraySlice<MatchedRule>, Transaction, _ decision: String) -> Void

  package let transaction: Transaction
  private let log: Log?
  /// Only text is held back: rules cannot read anything else.
  private var isText = false
  /// Matches that the log has.
  private var logged = 0

  /// - Parameter exclusions: places of the conditional exclusions that hold for this request.
  package init(_ transaction: Transaction, exclusions: some Sequence<Int> = [], log: Log?) {
    self.transaction = transaction
    self.log = log
    for exclusion in exclusions { transaction.exclude(exclusion) }
  }

  package var name: String { "waf" }
  private var options: FirewallOptions { transaction.firewall.options }

  // MARK: the request

  package func observe(_ head: some ObservableRequest) -> Refusal? {
    head.withRequestLine { transaction.setRequestLine(method: $0, target: $1, version: $2) }
    head.forEachField { transaction.addRequestHeader($0, $1) }
    return refusal(transaction.evaluateRequestHead())
  }

  package var requestBodyLimit: Int? { transaction.wantsRequestBody ? options.requestBodyLimit : nil }

  package func observe(_ body: RequestBody) -> Refusal? {
    let refused: Intervention?
    switch body {
    case .unread: refused = nil
    case .whole(let bytes): refused = bytes.withUnsafeBytes { transaction.appendRequestBody($0) }
    case .beginning(let bytes):
      if options.requestBodyOverLimit == .reject, options.mode == .block { return .deny(.bodyTooLarge) }
      refused = bytes.withUnsafeBytes { transaction.appendRequestBody($0, isCut: true) }
    }
    if let refusal = refusal(refused ?? transaction.evaluateRequestBody()) { return refusal }
    // The backend hears of the request only when the log has its lines.
    writeLog(decision: "allow", isOver: false)
    return nil
  }

  // MARK: the answer

  package var mayHoldAnswer: Bool { options.responseBodyLimit != nil }

  package func observe(_ head: some ObservableResponse) -> Refusal? {
    transaction.setResponse(status: head.statusCode)
    head.forEachField { transaction.addResponseHeader($0, $1) }
    if mayHoldAnswer { isText = ResponseText.isIn(type: head.contentType, encoding: head.contentEncoding) }
    return refusal(transaction.evaluateResponseHead())
  }

  package var holdsAnswer: Bool { isText && transaction.wantsResponseBody }

  package func observe(answerBody part: UnsafeRawBufferPointer) -> Refusal? {
    refusal(transaction.appendResponseBody(part))
  }

  package var hasSeenEnough: Bool { transaction.isResponseBodyCut }

  package func observeAnswerEnd() -> Refusal? {
    refusal(transaction.evaluateResponseBody())
  }

  // MARK: the end

  package func finish(decision: String) -> String? {
    transaction.evaluateRemainder()
    transaction.log()
    writeLog(decision: decision, isOver: true)
    let detected = transaction.detected?.cause.code
    transaction.close()
    return detected
  }

  /// Lines are held back if a later rule can still ask for a value not to be logged.
  private func writeLog(decision: String, isOver: Bool) {
    guard let log, isOver || !transaction.mayBeSanitisedLater, logged < transaction.matches.count else { return }
    log(transaction.matches[logged...], transaction, decision)
    logged = transaction.matches.count
  }

  private func refusal(_ intervention: Intervention?) -> Refusal? {
    guard let intervention else { return nil }
    let code = intervention.cause.code
    switch intervention.kind {
    case .drop: return .drop(code: code)
    case .redirect(let url): return .answer(.redirect(to: Self.location(url)), code: code)
    case .deny:
      let isTooLarge = intervention.cause == .requestBodyLimit
      return .deny(isTooLarge ? .bodyTooLarge : .blocked(status: intervention.status))
    }
  }

  /// A URI is ASCII (RFC 3986, 2.1): a macro in a rule may have put anything into it.
  private static func location(_ url: some Sequence<UInt8>) -> String {
    url.reduce(into: "") { text, byte in
      if (0x21...0x7E).contains(byte) {
        text.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        text += (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
      }
    }
  }
}
