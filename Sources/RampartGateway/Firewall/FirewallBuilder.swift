import Logging
import RampartConfiguration
import RampartCore
import RampartWAF

/// Makes the firewalls of a configuration.
struct FirewallBuilder {
  let entries: [Scoped<FirewallDeclaration>]
  /// Where compiled patterns are kept; nil: nowhere.
  let cacheFolder: String?
  /// Nothing will be served: what can be wrong is found out, and no firewall made.
  let isRehearsal: Bool
  let logger: Logger

  /// - Throws: the first rule set that cannot be read or compiled, with its place in the document.
  func build() throws(ConfigurationProblem) -> [RouteFirewall] {
    var firewalls: [RouteFirewall] = []
    for entry in entries { firewalls.append(try build(entry)) }
    return firewalls
  }

  private func build(_ entry: Scoped<FirewallDeclaration>) throws(ConfigurationProblem) -> RouteFirewall {
    let declared = entry.value
    var options = FirewallOptions(declared, cacheFolder: cacheFolder)
    var exclusions: [RouteFirewall.ScopedExclusion] = []
    for exclusion in declared.exclusions {
      let compiled = FirewallExclusion(
        rules: exclusion.rules.map { $0...$0 }, tags: exclusion.tags, targets: exclusion.targets)
      if exclusion.routes.isEmpty {
        options.exclusions.append(compiled)
      } else {
        exclusions.append(
          RouteFirewall.ScopedExclusion(
            scope: try RouteScope(exclusion.routes), index: options.conditionalExclusions.count,
            reason: exclusion.reason))
        options.conditionalExclusions.append(compiled)
      }
    }
    let firewall = declared.mode == .off ? nil : try compile(declared, options, at: entry.position)
    return RouteFirewall(scope: entry.scope, firewall: firewall, options: declared, exclusions: exclusions)
  }

  private func compile(
    _ declared: FirewallDeclaration,
    _ options: FirewallOptions,
    at position: SourcePosition
  ) throws(ConfigurationProblem) -> Firewall? {
    let rules: RuleSet
    do throws(RuleProblems) {
      rules = try RuleSetReader.readRecommended(in: declared.directory, setup: declared.setup)
    } catch {
      let first = error.problems.first?.description ?? "the rules cannot be read"
      let others = error.problems.count > 1 ? "and \(error.problems.count - 1) more: see `rampart waf check`" : nil
      throw ConfigurationProblem("impossibleValue", first, hint: others, at: position)
    }
    do throws(FirewallError) {
      if isRehearsal {
        try Firewall.check(rules, options: options)
        return nil
      }
      let firewall = try Firewall(rules, options: options)
      for problem in firewall.statistics.cacheProblems {
        logger.warning("compiled patterns are not kept", metadata: ["reason": "\(problem)"])
      }
      return firewall
    } catch {
      throw ConfigurationProblem("impossibleValue", error.description, at: position)
    }
  }
}

extension FirewallOptions {
  init(_ declared: FirewallDeclaration, cacheFolder: String?) {
    self.init()
    mode = declared.mode == .block ? .block : .detect
    paranoia = declared.paranoia
    inboundThreshold = declared.inboundThreshold
    outboundThreshold = declared.outboundThreshold
    requestBodyLimit = declared.requestBody
    requestBodyOverLimit = declared.overBodyLimit == .reject ? .reject : .partial
    responseBodyLimit = declared.responseBody
    patternCacheFolder = cacheFolder
  }
}
