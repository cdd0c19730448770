import ArgumentParser
import RampartGateway

/// Serves.
struct Run: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Serve: stand in front of the backends of a configuration file.",
    discussion: "SIGHUP loads the file anew; a bad one changes nothing. SIGTERM lets requests finish, then ends.")

  @OptionGroup var source: ConfigurationFile

  @Flag(help: "Take the listeners over from the gateway that runs with the same state folder; it finishes and ends.")
  var takeOver = false

  func run() async throws {
    let configuration = try source.load()
    try await GatewayProcess(file: source.file, configuration: configuration, takesOver: takeOver).run()
  }
}
