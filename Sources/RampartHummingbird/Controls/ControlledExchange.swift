import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOHTTP1
import RampartCore

/// One request on its way through controls, and what they want to add to its answer.
struct ControlledExchange<Context: RequestContext> {
  /// As the handler gets it, with the controls' edits. What controls have read of its body is still there.
  private(set) var request: Request
  private(set) var context: Context
  private let fields: ControlledFields
  private var answer = ControlledAnswer()
  private var ends: [ExchangeEnd] = []

  init(request: Request, context: Context, fields: ControlledFields) {
    self.request = request
    self.context = context
    self.fields = fields
  }

  /// Asks each control.
  ///
  /// - Returns: nil if all of them pass, else the answer in place of the handler's.
  @concurrent mutating func run(_ steps: [ControlStep], in deployment: Deployment) async -> Response? {
    do throws(Denial) {
      let facts = try HummingbirdRequestFacts(request, context: context, in: deployment)
      var gate = RequestGate(facts, controls: steps, answer: ControlledAnswer())
      let refusal = await run(&gate)
      answer = gate.answer
      ends = gate.tickets.map { ExchangeEnd($0) }
      for (step, verdict) in answer.verdicts {
        if let denial = verdict.detected { log(denial, by: step.name, "a request would have been denied") }
      }
      if let refusal { return refusal }
      edit(with: gate)
      return nil
    } catch {
      return deny(error, by: "request")
    }
  }

  @concurrent private mutating func run(_ gate: inout RequestGate<ControlledAnswer>) async -> Response? {
    var step = gate.proceed()
    while true {
      switch step {
      case .admit: return nil
      case .refuse(let refusal, let control): return response(to: refusal, by: control)
      case .wait(let control): step = gate.resume(await control.evaluate(gate.facts))
      case .needsBody(let limit):
        do throws(Denial) {
          step = gate.proceed(with: try await readBody(upTo: limit))
        } catch {
          return deny(error, by: "request")
        }
      }
    }
  }

  private func response(to refusal: Refusal, by control: String) -> Response {
    switch refusal {
    case .deny(let denial): deny(denial, by: control)
    case .answer(let answer, _): Response(answer)
    // Middleware cannot end a connection without an answer.
    case .drop: deny(.serverError, by: control)
    }
  }

  /// What the handler sees of the controls.
  private mutating func edit(with gate: RequestGate<ControlledAnswer>) {
    if let edits = gate.requestEdits {
      var head = request.head
      edits.apply(to: &head.headerFields)
      request = Request(head: head, body: request.body)
    }
    for (step, verdict) in answer.verdicts { step.offerToken(for: gate.facts, verdict, to: &context) }
    if let identity = gate.facts.identity, var carrier = context as? any ClientIdentityRequestContext {
      carrier.clientIdentity = identity
      if let changed = carrier as? Context { context = changed }
    }
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
    let kept = ResponseEdits(fields: fields.ofNames(answer.governedFields))
    let edits = answer.verdicts.map(\.verdict.response)
    ([kept] + edits).apply(to: &response.headers, governing: answer.governedFields)
    fields.add(edits.flatMap(\.fields))
    guard !ends.isEmpty else { return }
    if !isOwn { for end in ends { end.answered(status: response.status.code) } }
    response.body = response.body.ending(ends)
  }

  private func deny(_ denial: Denial, by control: String) -> Response {
    log(denial, by: control, "a request was denied")
    return Response(denying: denial, to: request, context)
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

extension Response {
  /// The answer of a control that answers itself.
  package init(_ answer: LocalAnswer) {
    var headers = HTTPFields(answer.fields)
    // RFC 9110, 8.6: a 204 has no length.
    if answer.status != 204 { headers[.contentLength] = String(answer.body.count) }
    self.init(
      status: HTTPResponse.Status(code: answer.status, reasonPhrase: ReasonPhrase.of(answer.status)), headers: headers,
      body: Hummingbird.ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
    if answer.status == 204 { self.headers[.contentLength] = nil }
  }
}
