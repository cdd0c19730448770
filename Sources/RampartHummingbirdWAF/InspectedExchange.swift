import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import RampartCore
import RampartHummingbird
import RampartWAF
import Synchronization

/// One request and its answer on their way through the rules.
///
/// INVARIANT: the log gets its lines exactly once, whatever happens to the answer.
final class InspectedExchange: Sendable {
  private let inspection: FirewallInspection
  private let auditLog: Logger
  private let isOver = Atomic(false)
  private let holdsAnswer = Atomic(false)

  init(_ inspection: FirewallInspection, _ auditLog: Logger) {
    self.inspection = inspection
    self.auditLog = auditLog
  }

  deinit { end() }

  /// The answer's body is looked at while it is written, after the middleware has returned.
  var isStreaming: Bool { holdsAnswer.load(ordering: .relaxed) }

  func end() {
    guard !isOver.exchange(true, ordering: .acquiringAndReleasing) else { return }
    for line in inspection.finish().auditLines { auditLog.notice("\(line)") }
  }

  /// What is read of the body stays in the request, for the handler.
  @concurrent func inspect(
    _ request: inout Request, _ facts: HummingbirdRequestFacts
  ) async throws -> FirewallDecision {
    inspection.prepare(request.head)
    var gate = RequestGate(facts, controls: [], answer: ControlledAnswer())
    var step = gate.proceed(
      to: inspection, head: ObservableHTTPRequest(request.head, version: "HTTP/1.1"), hasBody: true)
    while case .needsBody(let limit) = step { step = gate.proceed(with: try await request.readBody(upTo: limit)) }
    guard case .refuse(let refusal, _) = step else { return .allow }
    return FirewallDecision(refusal)
  }

  @concurrent func inspect(
    _ response: inout Response, to request: Request, upTo limit: Int
  ) async throws -> FirewallDecision {
    let decision = inspection.evaluate(response.head)
    guard decision == .allow, request.method != .head, inspection.wantsResponseBody else { return decision }
    if let length = response.body.contentLength, length <= limit {
      let body = try await CollectedBody.collect(response.body, upTo: length)
      response.body = body.replayed
      return inspection.evaluate(responseBody: body.bytes)
    }
    holdsAnswer.store(true, ordering: .relaxed)
    let body = response.body
    response.body = Hummingbird.ResponseBody(contentLength: body.contentLength) { writer in
      try await body.write(HoldingWriter(writer, self, upTo: limit))
    }
    return .allow
  }

  /// The answer's body or its beginning. The log has its lines before the client has any of it.
  ///
  /// - Throws: ``RefusedAnswer``. Status and fields are sent already, so all that is left is to end the connection.
  func inspect(beginning bytes: [UInt8]) throws {
    let decision = inspection.evaluate(responseBody: bytes)
    end()
    guard decision == .allow else { throw RefusedAnswer() }
  }
}
