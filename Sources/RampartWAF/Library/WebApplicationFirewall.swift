public import HTTPTypes
public import RampartCore
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The web application firewall for a Swift program: rules, and memory to run them in. It knows no server.
///
/// ```swift
/// let firewall = try WebApplicationFirewall()
/// let request = HTTPRequest(method: .get, scheme: "https", authority: "example.org", path: "/?q=%27+OR+1%3D1--")
/// let report = firewall.evaluate(request)
/// // report.decision == .deny(…), report.matches say why
/// ```
///
/// Make it once, when the program starts: rules are read and compiled then, which takes some ten seconds where
/// compiled patterns are kept nowhere. All threads share it.
public final class WebApplicationFirewall: Sendable {
  /// What it was made with.
  public let options: WebApplicationFirewallOptions
  /// What exclusions name and the rules do not have; it has no effect.
  public let notices: [String]
  private let exclusions: [PathExclusion]
  private let lanes: [FirewallLane]
  private let turn = Atomic<UInt>(0)

  /// - Throws: for options that cannot be (`waf.invalidOption`), and for rules that cannot be read (`waf.invalidRules`);
  ///   then it names the file, the line and what is wrong there.
  public convenience init(
    _ options: WebApplicationFirewallOptions = WebApplicationFirewallOptions()
  ) throws(InvalidOption) {
    try self.init(Self.rules(of: options), options)
  }

  /// With rules that have been read already, in place of those that the options name.
  package init(_ rules: RuleSet, _ options: WebApplicationFirewallOptions) throws(InvalidOption) {
    try options.check()
    var engineOptions = FirewallOptions(options)
    var exclusions: [PathExclusion] = []
    for exclusion in options.exclusions { try exclusion.add(to: &engineOptions, &exclusions) }
    self.exclusions = exclusions
    self.options = options
    do throws(FirewallError) {
      let firewall = try Firewall(rules, options: engineOptions)
      notices = firewall.notices
      var lanes: [FirewallLane] = []
      for _ in 0..<Self.processors { lanes.append(try FirewallLane(firewall)) }
      self.lanes = lanes
    } catch {
      throw InvalidOption("waf.invalidRules", error.description)
    }
  }

  /// Follows one exchange, step by step.
  ///
  /// - Parameters:
  ///   - client: who asks, behind the proxies that are trusted; nil where nobody knows.
  ///   - id: the request's id, for the log.
  public func begin(client: IPAddress? = nil, id: String = "") -> FirewallInspection {
    let facts = ConnectionFacts(client: client?.description ?? "", id: id)
    return FirewallInspection(lane, facts, exclusions)
  }

  /// Looks at an exchange that is known already.
  ///
  /// - Parameters:
  ///   - request: its path is the target as it was sent, with the query.
  ///   - body: the request's, whole.
  ///   - response: the answer, where there is one.
  public func evaluate(
    _ request: HTTPRequest, body: [UInt8] = [], response: (head: HTTPResponse, body: [UInt8])? = nil,
    client: IPAddress? = nil, id: String = ""
  ) -> FirewallReport {
    let inspection = begin(client: client, id: id)
    var decision = inspection.evaluate(request)
    if decision == .allow { decision = inspection.evaluate(requestBody: body) }
    if decision == .allow, let response {
      decision = inspection.evaluate(response.head)
      if decision == .allow { _ = inspection.evaluate(responseBody: response.body) }
    }
    return inspection.finish()
  }

  private static func rules(of options: WebApplicationFirewallOptions) throws(InvalidOption) -> RuleSet {
    do throws(RuleProblems) {
      return try RuleSetReader.readRecommended(in: options.directory, setup: options.setup)
    } catch {
      let others = error.problems.count > 1 ? "\(error.problems.count - 1) more problems follow it" : nil
      throw InvalidOption(
        "waf.invalidRules", error.problems.first?.description ?? "the rules cannot be read", hint: others)
    }
  }

  /// The one with the fewest threads in it, not always the same.
  private var lane: FirewallLane {
    let start = turn.wrappingAdd(1, ordering: .relaxed).newValue
    var best = lanes[Int(start % UInt(lanes.count))]
    for lane in lanes where lane.load < best.load { best = lane }
    return best
  }

  // More threads than these never run rules at once.
  private static var processors: Int { min(max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))), 64) }
}
