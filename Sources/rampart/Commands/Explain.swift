import ArgumentParser
import RampartConfiguration
import RampartCore
import RampartGateway

/// Says what would happen to a request, without sending it.
struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say which controls a request would meet, in order, and what each would decide.")

  @Argument(help: "The method, such as GET.")
  var method: String

  @Argument(help: "The URL, such as https://localhost:8443/notes.")
  var url: String

  @OptionGroup var source: ConfigurationFile

  @Option(help: "The client's address.")
  var client = "192.0.2.1"

  @Flag(help: "Print the result as JSON.")
  var json = false

  func validate() throws {
    guard IPAddress(client) != nil else { throw ValidationError("`\(client)` is not an address") }
    do throws(ExplanationError) {
      try Explanation.check(url: url)
    } catch {
      throw ValidationError(error.description)
    }
  }

  func run() throws {
    let configuration = try source.load()
    guard let client = IPAddress(client) else { return }
    let explanation = try Explanation(method: method, url: url, client: client, configuration: configuration)
    print(json ? explanation.json.serialized(indented: true) : explanation.text)
  }
}
