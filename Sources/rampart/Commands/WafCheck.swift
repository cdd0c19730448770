import ArgumentParser
import RampartCore
import RampartWAF

/// Reads and compiles a rule set, and says everything that is wrong with it.
struct WafCheck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Load a rule set, count its rules, and list what is wrong or has no effect.")

  @OptionGroup var rules: RuleSource

  @Flag(help: "Print the result as JSON.")
  var json = false

  func run() throws {
    let set: RuleSet
    do throws(RuleProblems) {
      set = try rules.read()
    } catch {
      report(problems: error.problems.map(\.description))
      throw ExitCode.failed
    }
    do throws(FirewallError) {
      report(set, try Firewall(set, options: rules.options).statistics)
    } catch {
      report(problems: [error.description])
      throw ExitCode.failed
    }
  }

  private func report(problems: [String]) {
    if json {
      let result: JSONValue = ["valid": .boolean(false), "problems": .array(problems.map { .string($0) })]
      print(result.serialized(indented: true))
    } else {
      for problem in problems { StandardError.write(problem) }
    }
  }

  private func report(_ set: RuleSet, _ statistics: FirewallStatistics) {
    let phases = (1...5).map { phase in set.rules.count { $0.phase == phase } }
    if json {
      let result: JSONValue = [
        "valid": .boolean(true), "rules": .integer(set.rules.count), "phases": .array(phases.map { .integer($0) }),
        "patterns": .integer(statistics.gates), "databaseBytes": .integer(statistics.databaseSize),
        "notices": .array(set.notices.map { .string($0.description) }),
      ]
      print(result.serialized(indented: true))
      return
    }
    print("\(rules.directory): \(set.rules.count) rules, nothing unsupported")
    for (index, count) in phases.enumerated() { print("  phase \(index + 1): \(count)") }
    print("  \(statistics.gates) patterns in one scan of \(statistics.databaseSize / 1024) KiB")
    for notice in set.notices { print("  \(notice)") }
  }
}
