import ArgumentParser
import RampartWAF

/// Which rules a command of the firewall is about.
struct RuleSource: ParsableArguments {
  @Argument(help: "The directory of a Core Rule Set; by default that of the system's package.")
  var directory = FirewallDeclaration.systemRules

  @Option(help: "The rule set's settings, in place of its crs-setup.conf.")
  var setup: String?

  @Option(help: "How much the rules suspect, 1 to 4.")
  var paranoia = 1

  func validate() throws {
    guard (1...4).contains(paranoia) else { throw ValidationError("the paranoia level is a number from 1 to 4") }
  }

  /// Nothing was given.
  var isDefault: Bool { directory == FirewallDeclaration.systemRules && setup == nil && paranoia == 1 }

  /// - Throws: everything that is wrong with the rules.
  func read() throws(RuleProblems) -> RuleSet {
    try RuleSetReader.readRecommended(in: directory, setup: setup)
  }

  var options: FirewallOptions {
    var options = FirewallOptions()
    options.paranoia = paranoia
    options.mode = .block
    return options
  }
}
