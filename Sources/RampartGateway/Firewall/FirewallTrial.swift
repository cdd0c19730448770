import HTTPTypes
import NIOCore
package import RampartConfiguration
package import RampartCore
package import RampartWAF

/// What the firewall of a configuration makes of one request, found out by the code that serves.
package struct FirewallTrial {
  package enum Outcome: Sendable, Equatable {
    /// - wouldDeny: the status that `mode: block` would answer with.
    case pass(wouldDeny: Int?)
    case deny(status: Int)
    case redirect(String)
    /// The connection ends without an answer.
    case drop
    /// The gateway takes it for no request; rules have seen what there is of it.
    case refused(Denial)
    /// No rules run for this request.
    case off
  }

  package let outcome: Outcome
  package let matches: [MatchedRule]
  /// What the rules that matched add up to, where the rule set counts that, and from where on it refuses.
  package let score: (sum: Int, threshold: Int)?

  /// The status that `mode: block` would answer with, where the mode lets the request pass all the same.
  package var wouldRefuse: Int? { if case .pass(let status) = outcome { status } else { nil } }

  /// - Parameters:
  ///   - entries: `waf` of a configuration.
  ///   - head: a request's line and fields as HTTP/1.1, with the empty line.
  /// - Throws: the first rule set that cannot be read or compiled.
  package init(
    _ entries: [Scoped<FirewallDeclaration>], head text: [UInt8], body: [UInt8], requestHeadLimit: Int = 32 << 10,
    fieldNames: FieldNamePolicy = FieldNamePolicy()
  ) throws(ConfigurationProblem) {
    let routes = try FirewallBuilder(entries: entries, purpose: .trying).build()
    var buffer = ByteBuffer(bytes: text)
    var refusal: Denial?
    var head = RequestRemnant.head(of: buffer)
    do throws(HeadFailure) {
      var parser = RequestHeadParser(maximumBytes: requestHeadLimit)
      guard let read = try parser.parse(&buffer) else { throw .malformed }
      head = read
      var dropped = DroppedFields()
      head.fields.drop(except: fieldNames, noting: &dropped)
    } catch {
      refusal = Denial(error)
    }
    let chosen = refusal == nil ? routes.strictest(for: head) : routes.first { $0.firewall != nil }
    guard let route = chosen, let firewall = route.firewall else {
      outcome = refusal.map { .refused($0) } ?? .off
      matches = []
      score = nil
      return
    }
    let workspace: Workspace
    do throws(FirewallError) {
      workspace = try firewall.makeWorkspace()
    } catch {
      throw ConfigurationProblem("impossibleValue", error.description)
    }
    let transaction = workspace.begin(RampartWAF.ConnectionFacts(client: "192.0.2.1", id: "test"))
    defer { transaction.close() }
    let inspection = Inspection(transaction, exclusions: route.exclusions(for: head).map(\.index), log: nil)
    if let refusal {
      text.withUnsafeBytes { inspection.observe(remnant: $0) }
      outcome = .refused(refusal)
    } else {
      outcome = Self.outcome(of: inspection, head, body)
    }
    transaction.log()
    matches = transaction.matches
    score = transaction.inboundScore.map { ($0, route.options.inboundThreshold) }
  }

  private static func outcome(of inspection: Inspection, _ head: RequestHead, _ body: [UInt8]) -> Outcome {
    let facts = HeadFacts(head: head, isSecure: false, client: IPAddress(v4: 0xC000_0201))
    var gate = RequestGate(facts, controls: [], answer: AnswerEdits.none)
    var step = gate.proceed(to: inspection, head: head, hasBody: true)
    while case .needsBody(let limit) = step {
      step = gate.proceed(with: body.count > limit ? .beginning(Array(body.prefix(limit))) : .whole(body))
    }
    inspection.transaction.evaluateRemainder()
    guard case .refuse(let refusal, _) = step else {
      return .pass(wouldDeny: inspection.transaction.detected?.status)
    }
    switch refusal {
    case .deny(let denial): return .deny(status: denial.status)
    case .answer(let answer, _): return .redirect(answer.fields.first { $0.name == .location }?.value ?? "")
    case .drop: return .drop
    }
  }
}
