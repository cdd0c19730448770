import ArgumentParser

/// The web application firewall's own commands.
struct Waf: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "waf", abstract: "Look at the rules of the web application firewall.",
    subcommands: [WafCheck.self, WafTest.self])
}
