import NIOCore
import RampartCore
import RampartWAF

/// One exchange as a firewall sees it, phase by phase.
final class Inspection {
  enum Outcome {
    case pass
    case deny(Denial)
    case redirect(String)
    /// The connection ends without an answer.
    case drop
  }

  let transaction: Transaction
  private let options: FirewallDeclaration
  /// Of other answers nothing is held back: they would wait for nothing.
  private var isText = false
  /// Matches that are in the audit log.
  private var logged = 0

  convenience init(_ exchange: Exchange, _ route: RouteFirewall, _ workspace: Workspace) {
    let facts = RampartWAF.ConnectionFacts(
      client: exchange.client.description, id: exchange.requestID.description)
    self.init(exchange.head, route, workspace.begin(facts))
  }

  /// - Parameter head: for exclusions that hold for some routes alone.
  init(_ head: RequestHead, _ route: RouteFirewall, _ transaction: Transaction) {
    options = route.options
    self.transaction = transaction
    for exclusion in route.exclusions(for: head) { transaction.exclude(exclusion.index) }
  }

  /// What the rules may see of a body.
  var bodyLimit: Int { options.requestBody }
  var wantsRequestBody: Bool { transaction.wantsRequestBody }
  var wantsResponseBody: Bool { isText && transaction.wantsResponseBody }

  /// Then the backend must not compress what nobody could look into.
  var mayWantResponseBody: Bool { options.responseBody != nil }

  func evaluate(_ head: RequestHead) -> Outcome {
    let fields = head.fields
    fields.with(head.method) { method in
      fields.with(head.target) { target in
        head.version.text.withUTF8Buffer {
          transaction.setRequestLine(method: method, target: target, version: UnsafeRawBufferPointer($0))
        }
      }
    }
    for line in fields.lines {
      fields.with(line.name) { name in fields.with(line.value) { transaction.addRequestHeader(name, $0) } }
    }
    // What HTTP/2 calls `:authority` is `Host` to the rules.
    if fields.first(.host) == nil, !head.authority.isEmpty {
      fields.with(head.authority) { authority in
        let name: StaticString = "Host"
        name.withUTF8Buffer { transaction.addRequestHeader(UnsafeRawBufferPointer($0), authority) }
      }
    }
    return outcome(transaction.evaluateRequestHead())
  }

  /// A request that was refused for its form: whatever rules can run on what there is of it, for the log.
  func evaluate(remnant bytes: ByteBuffer) {
    bytes.withUnsafeReadableBytes { bytes in
      let lines = bytes.prefix(Self.longestRemnant).split(
        separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      for (index, line) in lines.enumerated() {
        let line = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
        if index == 0 {
          transaction.setRawRequestLine(UnsafeRawBufferPointer(rebasing: line))
        } else if line.isEmpty {
          break
        } else if let colon = line.firstIndex(of: UInt8(ascii: ":")) {
          let value = line[(colon + 1)...].drop { $0 == 0x20 || $0 == 0x09 }
          transaction.addRequestHeader(
            UnsafeRawBufferPointer(rebasing: line[..<colon]), UnsafeRawBufferPointer(rebasing: value))
        }
      }
    }
    _ = transaction.evaluateRequestHead()
    _ = transaction.evaluateRequestBody()
  }

  private static let longestRemnant = 16 << 10

  func evaluate(body: RequestBody) -> Outcome {
    switch body {
    case .unread: break
    case .whole(let bytes):
      if let refused = bytes.withUnsafeBytes({ transaction.appendRequestBody($0) }) { return outcome(refused) }
    case .beginning(let bytes):
      if options.overBodyLimit == .reject, options.mode == .block { return .deny(.bodyTooLarge) }
      let refused = bytes.withUnsafeBytes { transaction.appendRequestBody($0, isCut: true) }
      if let refused { return outcome(refused) }
    }
    return outcome(transaction.evaluateRequestBody())
  }

  func evaluate(_ response: ResponseHead) -> Outcome {
    transaction.setResponse(status: response.status)
    for line in response.fields.lines {
      response.fields.with(line.name) { name in
        response.fields.with(line.value) { transaction.addResponseHeader(name, $0) }
      }
    }
    if options.responseBody != nil {
      isText = ResponseText.isIn(
        type: response.fields.list(.contentType), encoding: response.fields.list(.contentEncoding))
    }
    return outcome(transaction.evaluateResponseHead())
  }

  /// - Returns: what the rules say once they have seen all they are to see; nil before.
  func receive(response body: ByteBuffer) -> Outcome? {
    body.withUnsafeReadableBytes { transaction.appendResponseBody($0) }.map(outcome)
  }

  /// More of the answer would not be looked at.
  var hasSeenEnough: Bool { transaction.isResponseBodyCut }

  func evaluateResponseBody() -> Outcome {
    outcome(transaction.evaluateResponseBody())
  }

  /// Matches that no line of the audit log says yet, as such lines.
  ///
  /// - Parameter isOver: nothing more will be evaluated. Before that, lines are held back where a later rule can still
  ///   ask for a value not to be logged.
  func takeAuditLines(of exchange: Exchange, decision: String, isOver: Bool) -> [UInt8] {
    guard isOver || !transaction.mayBeSanitisedLater, logged < transaction.matches.count else { return [] }
    defer { logged = transaction.matches.count }
    return AuditLog.lines(transaction, transaction.matches[logged...], of: exchange, decision: decision)
  }

  private func outcome(_ intervention: Intervention?) -> Outcome {
    guard let intervention else { return .pass }
    switch intervention.kind {
    case .drop: return .drop
    case .redirect(let url): return .redirect(String(decoding: url, as: UTF8.self))
    case .deny:
      if intervention.cause == .requestBodyLimit { return .deny(.bodyTooLarge) }
      return .deny(.blocked(status: intervention.status))
    }
  }
}

extension RequestHead.Version {
  var text: StaticString {
    switch self {
    case .http10: "HTTP/1.0"
    case .http11: "HTTP/1.1"
    case .http2: "HTTP/2.0"
    }
  }
}
