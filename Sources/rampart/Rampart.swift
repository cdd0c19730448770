import ArgumentParser
import RampartGateway

@main
struct Rampart: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rampart",
    abstract: "The security layer of a backend: declare once, enforce, verify.",
    discussion:
      "New here? `rampart demo` shows it at work; `rampart init --upstream URL` begins with your own backend.",
    version: Version.current,
    subcommands: [Demo.self, Init.self, Validate.self, Run.self, Explain.self, Waf.self, Doctor.self])
}
