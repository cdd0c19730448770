import Logging
import RampartConfiguration
import RampartCore
import RampartWAF

/// Makes the firewalls of a configuration.
struct FirewallBuilder {
  enum Purpose {
    /// - cacheFolder: where compiled patterns are kept; nil: nowhere.
    case serving(cacheFolder: String?, Logger)
    /// What can be wrong is found out, and no firewall made.
    case checking
    /// A few requests will be looked at, and none served.
    case trying
  }

  let entries: [Scoped<FirewallDeclaration>]
  let purpose: Purpose

  /// - Throws: the first rule set that cannot be read or compiled, with its place in the document.
  func build() throws(ConfigurationProblem) -> [RouteFirewall] {
    var firewalls: [RouteFirewall] = []
    for entry in entries { firewalls.append(try build(entry)) }
    return firewalls
  }

  private func build(_ entry: Scoped<FirewallDeclaration>) throws(ConfigurationProblem) -> RouteFirewall {
    let declared = entry.value
    var options = FirewallOptions(declared)
    if case .serving(let folder, _) = purpose { options.patternCacheFolder = folder }
    let isAlone = entries.filter { $0.value.mode != .off }.count == 1
    var exclusions: [RouteFirewall.ScopedExclusion] = []
    for exclusion in declared.exclusions {
      let compiled = FirewallExclusion(
        rules: exclusion.rules.map { $0...$0 }, tags: exclusion.tags, targets: exclusion.targets)
      if exclusion.routes.isEmpty, isAlone {
        options.exclusions.append(compiled)
      } else {
        exclusions.append(
          RouteFirewall.ScopedExclusion(
            scope: exclusion.routes.isEmpty ? .everything : try RouteScope(exclusion.routes),
            index: options.conditionalExclusions.count,
            reason: exclusion.reason))
        options.conditionalExclusions.append(compiled)
      }
    }
    var made = RouteFirewall(scope: entry.scope, options: declared, exclusions: exclusions, isAlone: isAlone)
    if declared.mode != .off { try compile(options, at: entry.position, into: &made) }
    return made
  }

  private func compile(
    _ options: FirewallOptions, at position: SourcePosition, into made: inout RouteFirewall
  ) throws(ConfigurationProblem) {
    let rules: RuleSet
    do throws(RuleProblems) {
      rules = try RuleSetReader.readRecommended(in: made.options.directory, setup: made.options.setup)
    } catch {
      let first = error.problems.first?.description ?? "the rules cannot be read"
      let others = error.problems.count > 1 ? "and \(error.problems.count - 1) more: see `rampart waf check`" : nil
      throw ConfigurationProblem("impossibleValue", first, hint: others, at: position)
    }
    do throws(FirewallError) {
      switch purpose {
      case .checking: made.notices = try Firewall.check(rules, options: options)
      case .trying: made.firewall = try Firewall.sequential(rules, options: options)
      case .serving(_, let logger):
        let firewall = try Firewall(rules, options: options)
        for problem in firewall.statistics.cacheProblems {
          logger.warning("compiled patterns are not kept", metadata: ["reason": "\(problem)"])
        }
        for notice in firewall.notices { logger.warning("\(notice)") }
        made.firewall = firewall
      }
    } catch {
      throw ConfigurationProblem("impossibleValue", error.description, at: position)
    }
  }
}

extension FirewallOptions {
  init(_ declared: FirewallDeclaration) {
    self.init()
    mode = declared.mode == .block ? .block : .detect
    paranoia = declared.paranoia
    inboundThreshold = declared.inboundThreshold
    outboundThreshold = declared.outboundThreshold
    requestBodyLimit = declared.requestBody
    requestBodyOverLimit = declared.overBodyLimit == .reject ? .reject : .partial
    responseBodyLimit = declared.responseBody
  }
}
