import HTTPTypes
import Hummingbird
import Logging
import NIOHTTP1
import RampartCore

/// One request on its way through controls, and what they want to add to its answer.
struct ControlledExchange<Context: RequestContext> {
  /// As the handler gets it: what controls have read of its body is still there.
  private(set) var request: Request
  private(set) var context: Context
  private let fields: ControlledFields
  private var edits: [ResponseEdits] = []
  private var governedFields: [HTTPField.Name] = []
  private var ends: [ExchangeEnd] = []

  init(request: Request, context: Context, fields: ControlledFields) {
    self.request = request
    self.context = context
    self.fields = fields
  }

  /// Asks each control; nil where all of them pass, else the answer in place of the handler's.
  @concurrent mutating func run(_ steps: [ControlStep], in deployment: Deployment) async -> Response? {
    do throws(Denial) {
      let facts = try HummingbirdRequestFacts(request, context: context, in: deployment)
      for step in steps {
        if let answer = try await run(step, facts) { return answer }
      }
      return nil
    } catch {
      return deny(error, by: "request")
    }
  }

  @concurrent private mutating func run(
    _ step: ControlStep, _ facts: HummingbirdRequestFacts
  ) async throws(Denial) -> Response? {
    governedFields += step.governedFields
    var verdict = await step.evaluate(facts)
    if case .needsBody(let limit) = verdict.decision {
      // The verdict that follows stands for both.
      verdict.ticket?.ended()
      var facts = facts
      facts.body = try await readBody(upTo: limit)
      verdict = await step.evaluate(facts)
    }
    take(verdict, of: step)
    step.offerToken(for: facts, verdict, to: &context)
    switch verdict.decision {
    case .pass: return nil
    case .answer(let status): return Self.emptyAnswer(status)
    case .deny(let denial): return deny(denial, by: step.name)
    // It has seen the body and asks again: it fails closed.
    case .needsBody: return deny(.undecided, by: step.name)
    }
  }

  private mutating func take(_ verdict: Verdict, of step: ControlStep) {
    edits.append(verdict.response)
    if let ticket = verdict.ticket { ends.append(ExchangeEnd(ticket)) }
    if let detected = verdict.detected { log(detected, by: step.name, "a request would have been denied") }
  }

  @concurrent private mutating func readBody(upTo limit: Int) async throws(Denial) -> RampartCore.RequestBody {
    do {
      return try await request.readBody(upTo: limit)
    } catch is HTTPParserError {
      throw .malformedRequest
    } catch {
      context.report(error)
      throw .serverError
    }
  }

  /// Makes the edits on the answer, and tells the tickets of it and, once its body is written, of its end.
  ///
  /// - Parameter isOwn: a control refused the request. That is no word of the application's: another site must not be
  ///   able to use up a visitor's failures with requests that never get there.
  func finish(_ response: inout Response, isOwn: Bool) {
    let kept = ResponseEdits(fields: fields.ofNames(governedFields))
    ([kept] + edits).apply(to: &response.headers, governing: governedFields)
    fields.add(edits.flatMap(\.fields))
    guard !ends.isEmpty else { return }
    if !isOwn { for end in ends { end.answered(status: response.status.code) } }
    response.body = response.body.ending(ends)
  }

  private func deny(_ denial: Denial, by control: String) -> Response {
    log(denial, by: control, "a request was denied")
    return Response(denying: denial, to: request, context)
  }

  private static func emptyAnswer(_ status: Int) -> Response {
    var response = Response(status: HTTPResponse.Status(code: status, reasonPhrase: ReasonPhrase.of(status)))
    // RFC 9110, 8.6: a 204 has no length.
    if status == 204 { response.headers[.contentLength] = nil }
    return response
  }

  private func log(_ denial: Denial, by control: String, _ message: Logger.Message) {
    context.logger.info(
      message,
      metadata: [
        "rampart.control": .string(control),
        "rampart.code": .string(denial.code),
        "rampart.status": .stringConvertible(denial.status),
      ])
  }
}
