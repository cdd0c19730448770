import ArgumentParser
import RampartCore
import RampartWAF

/// Says which rules a request would match, where, and what would become of it.
struct WafTest: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test", abstract: "Say which rules a request matches, where, and its score.")

  @OptionGroup var rules: RuleSource

  @Option(help: "The request's method.")
  var method = "GET"

  @Option(help: "The request's target, such as /search?q=1.")
  var target = "/"

  @Option(name: [.customShort("H"), .customLong("header")], help: "A field, such as \"Cookie: a=b\".")
  var headers: [String] = []

  @Option(help: "The request's body; without a Content-Type it is that of a form.")
  var data: String?

  @Flag(help: "Print the result as JSON.")
  var json = false

  func validate() throws {
    for header in headers where !header.contains(":") {
      throw ValidationError("`\(header)` is not a field, write it like `Cookie: a=b`")
    }
  }

  func run() throws {
    do {
      let workspace = try Firewall(rules.read(), options: rules.options).makeWorkspace()
      let transaction = workspace.begin(ConnectionFacts(client: "192.0.2.1", id: "test"))
      let intervention = evaluate(transaction)
      transaction.log()
      report(transaction, intervention)
      transaction.close()
      if intervention != nil { throw ExitCode.findings }
    } catch let error as RuleProblems {
      StandardError.write(error.description)
      throw ExitCode.failed
    } catch let error as FirewallError {
      StandardError.write(error.description)
      throw ExitCode.failed
    }
  }

  private func evaluate(_ transaction: Transaction) -> Intervention? {
    transaction.setRequestLine(method: method, target: target)
    for (name, value) in fields { transaction.addRequestHeader(name, value) }
    if let refused = transaction.evaluateRequestHead() { return refused }
    let body = Array((data ?? "").utf8)
    if let refused = body.withUnsafeBytes({ transaction.appendRequestBody($0) }) { return refused }
    return transaction.evaluateRequestBody()
  }

  /// Those of an ordinary client, where none are given: rules suspect a request without them.
  private var fields: [(String, String)] {
    var fields = headers.map { header in
      let colon = header.firstIndex(of: ":") ?? header.endIndex
      return (String(header[..<colon]), String(header[colon...].dropFirst().drop { $0 == " " }))
    }
    func add(_ name: String, _ value: String) {
      if !fields.contains(where: { $0.0.lowercased() == name.lowercased() }) { fields.append((name, value)) }
    }
    add("Host", "localhost")
    add("User-Agent", "rampart waf test")
    add("Accept", "*/*")
    if let data {
      add("Content-Type", "application/x-www-form-urlencoded")
      add("Content-Length", String(data.utf8.count))
    }
    return fields
  }

  private func report(_ transaction: Transaction, _ intervention: Intervention?) {
    if json {
      print(result(transaction, intervention).serialized(indented: true))
      return
    }
    for match in transaction.matches {
      print("\(match.id)  \(text(match.message))")
      for value in match.values { print("    \(text(value.name)): \(text(value.value))") }
      if !match.logData.isEmpty { print("    \(text(match.logData))") }
    }
    print(intervention.map { "refused with \($0.status)" } ?? "passes")
  }

  private func result(_ transaction: Transaction, _ intervention: Intervention?) -> JSONValue {
    [
      "status": intervention.map { .integer($0.status) } ?? .null,
      "matches": .array(
        transaction.matches.map { match in
          [
            "id": .integer(match.id), "message": .string(text(match.message)), "data": .string(text(match.logData)),
            "values": .array(
              match.values.map { ["target": .string(text($0.name)), "value": .string(text($0.value))] }),
          ]
        }),
    ]
  }

  private func text(_ bytes: [UInt8]) -> String { Excerpt.readable(bytes) }
}
