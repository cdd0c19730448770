import RampartBrowser
import RampartHummingbird
import RampartTraffic

/// What the command line says.
struct Settings {
  var port = 8080
  var allowedOrigins: [WebOrigin] = []
  var rate: Rate
  var deployment = Deployment()

  static let usage = """
    usage: NotesServer [--port N] [--allow-origin ORIGIN]... [--rate COUNT/PERIOD] [--trust ADDRESS]... [--tls]
      --port N               where it listens on 127.0.0.1; 0 is any free port
      --allow-origin ORIGIN  a page of this origin may use the API, such as https://app.example.org
      --rate COUNT/PERIOD    how much one client may ask, such as 100/1s
      --trust ADDRESS        a proxy whose X-Forwarded-For and X-Forwarded-Proto are believed
      --tls                  clients reach this server over TLS
    """

  struct Mistake: Error {
    let message: String
  }

  init(_ arguments: some Sequence<String>) throws {
    rate = try Rate("100/1s")
    var arguments = arguments.makeIterator()
    while let option = arguments.next() {
      if option == "--tls" {
        deployment.servesTLS = true
        continue
      }
      guard let value = arguments.next() else { throw Mistake(message: "`\(option)` needs a value") }
      try set(option, value)
    }
  }

  private mutating func set(_ option: String, _ value: String) throws {
    switch option {
    case "--port": port = try parsed(option, value) { Int($0).flatMap { (0...65_535).contains($0) ? $0 : nil } }
    case "--allow-origin": allowedOrigins.append(try parsed(option, value) { WebOrigin($0) })
    case "--rate": rate = try Rate(value)
    case "--trust": deployment.trustedProxies.append(try parsed(option, value) { AddressBlock($0) })
    default: throw Mistake(message: "unknown option `\(option)`")
    }
  }

  private func parsed<Value>(_ option: String, _ value: String, _ parse: (String) -> Value?) throws -> Value {
    guard let parsed = parse(value) else { throw Mistake(message: "`\(value)` is nothing that `\(option)` takes") }
    return parsed
  }
}
