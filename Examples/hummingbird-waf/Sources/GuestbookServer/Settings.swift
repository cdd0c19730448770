import RampartHummingbirdWAF

/// What the command line says.
struct Settings {
  var port = 8080
  var firewall = WebApplicationFirewallOptions()

  static let usage = """
    usage: GuestbookServer [--port N] [--rules DIRECTORY] [--cache FOLDER] [--detect]
      --port N           where it listens on 127.0.0.1; 0 is any free port
      --rules DIRECTORY  a release of the Core Rule Set, in place of that of the system
      --cache FOLDER     where compiled patterns are kept, so that the next start is quick
      --detect           refuse nothing, and log what would be refused
    """

  struct Mistake: Error {
    let message: String
  }

  init(_ arguments: some Sequence<String>) throws {
    firewall.exclusions = [
      RuleExclusion(
        tags: ["attack-sqli"], targets: ["ARGS:q"], paths: ["/search"], reason: "people search for SQL here")
    ]
    firewall.responseBody = 64 << 10
    var arguments = arguments.makeIterator()
    while let option = arguments.next() {
      if option == "--detect" {
        firewall.mode = .detect
        continue
      }
      guard let value = arguments.next() else { throw Mistake(message: "`\(option)` needs a value") }
      try set(option, value)
    }
  }

  private mutating func set(_ option: String, _ value: String) throws {
    switch option {
    case "--port":
      guard let port = Int(value), (0...65_535).contains(port) else { throw Mistake(message: "`\(value)` is no port") }
      self.port = port
    case "--rules": firewall.rules = .directory(value)
    case "--cache": firewall.patternCache = value
    default: throw Mistake(message: "unknown option `\(option)`")
    }
  }
}
