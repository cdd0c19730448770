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

  @Option(
    name: [.customShort("H"), .customLong("header")],
    help: "A field of the request, such as \"Origin: https://a.example\".")
  var headers: [String] = []

  @Flag(help: "Print the result as JSON.")
  var json = false

  func validate() throws {
    for header in headers where !header.contains(":") {
      throw ValidationError("`\(header)` is not a field, write it like `Origin: https://a.example`")
    }
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
    let fields = headers.compactMap { header in
      header.firstIndex(of: ":").map { colon in
        (name: String(header[..<colon]), value: String(header[header.index(after: colon)...].drop { $0 == " " }))
      }
    }
    let explanation = try Explanation(
      method: method, url: url, client: client, fields: fields, configuration: configuration)
    print(json ? explanation.json.serialized(indented: true) : explanation.text)
  }
}
