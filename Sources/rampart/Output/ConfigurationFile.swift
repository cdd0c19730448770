import ArgumentParser
import RampartConfiguration
import RampartCore

/// The `-c FILE` that most commands take.
struct ConfigurationFile: ParsableArguments {
  @Option(name: [.customShort("c"), .customLong("config")], help: "The configuration file.")
  var file = "rampart.yaml"

  /// - Throws: exit status 2, after every problem was written to standard error.
  func load() throws -> GatewayConfiguration {
    do {
      return try ConfigurationLoader.load(path: file)
    } catch {
      StandardError.write(error.description)
      throw ExitCode.failed
    }
  }
}
