import ArgumentParser

/// The web application firewall's own commands.
struct Waf: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "waf", abstract: "Look at the rules of the web application firewall, tune and update them.",
    subcommands: [WafCheck.self, WafTest.self, WafTune.self, WafUpdate.self])
}
