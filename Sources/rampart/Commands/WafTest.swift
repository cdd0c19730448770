import ArgumentParser
import RampartConfiguration
import RampartCore
import RampartGateway
import RampartWAF

/// Says which rules a request would match, where, and what would become of it.
struct WafTest: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test", abstract: "Say which rules a request matches, where, and its score.",
    discussion: """
      The request is read and judged by the code that serves, with the fields of an ordinary client where none are given. \
      The exit status is 1 where it is refused.
      """)

  @OptionGroup var rules: RuleSource

  @Option(
    name: [.customShort("c"), .customLong("config")],
    help: "Judge with `waf` of this configuration, exclusions and all, in place of a directory.")
  var file: String?

  @Option(help: "The request's method; GET, or POST where there is a body.")
  var method: String?

  @Option(help: "The request's target, such as /search?q=1.")
  var target = "/"

  @Option(name: [.customShort("H"), .customLong("header")], help: "A field, such as \"Cookie: a=b\".")
  var headers: [String] = []

  @Option(help: "The request's body; without a Content-Type it is that of a form.")
  var data: String?

  @Option(help: "A file with the body, byte for byte; - is standard input.")
  var dataFile: String?

  @Flag(help: "Print the result as JSON.")
  var json = false

  private static let longestBody = 64 << 20

  func validate() throws {
    for header in headers where !header.contains(":") {
      throw ValidationError("`\(header)` is not a field, write it like `Cookie: a=b`")
    }
    guard data == nil || dataFile == nil else { throw ValidationError("give --data or --data-file") }
    guard file == nil || rules.isDefault else {
      throw ValidationError("the rules are those of the configuration: leave out the directory, --setup and --paranoia")
    }
  }

  func run() throws {
    let ((entries, fieldNames), body) = (try entries(), try body())
    let trial: FirewallTrial
    do throws(ConfigurationProblem) {
      trial = try FirewallTrial(entries, head: head(body), body: body ?? [], fieldNames: fieldNames)
    } catch {
      StandardError.write(error.detail)
      throw ExitCode.failed
    }
    print(json ? result(trial).serialized(indented: true) : report(trial))
    switch trial.outcome {
    case .pass, .off: break
    case .deny, .redirect, .drop, .refused: throw ExitCode.findings
    }
  }

  private func entries() throws -> ([Scoped<FirewallDeclaration>], FieldNamePolicy) {
    if let file {
      var source = ConfigurationFile()
      source.file = file
      let configuration = try source.load()
      let entries = configuration.waf
      if entries.isEmpty {
        StandardError.write("\(file) has no `waf`")
        throw ExitCode.failed
      }
      return (entries, configuration.clients.fieldNames)
    }
    var declaration = FirewallDeclaration()
    declaration.rules = .directory(rules.directory)
    declaration.setup = rules.setup
    declaration.paranoia = rules.paranoia
    return ([Scoped(value: declaration)], FieldNamePolicy())
  }

  private func body() throws -> [UInt8]? {
    guard let dataFile else { return data.map { Array($0.utf8) } }
    var body: [UInt8] = []
    do throws(ReleaseError) {
      try InputFile(path: dataFile).read { (bytes) throws(ReleaseError) in
        body += bytes
        guard body.count <= Self.longestBody else { throw ReleaseError("`\(dataFile)` is longer than 64 MiB") }
      }
    } catch {
      StandardError.write(error.description)
      throw ExitCode.failed
    }
    return body
  }

  /// As it would be sent.
  private func head(_ body: [UInt8]?) -> [UInt8] {
    let line = "\(method ?? (body == nil ? "GET" : "POST")) \(target) HTTP/1.1\r\n"
    return Array((line + fields(body).map { "\($0.0): \($0.1)\r\n" }.joined() + "\r\n").utf8)
  }

  /// Those of an ordinary client, where none are given: rules suspect a request without them.
  private func fields(_ body: [UInt8]?) -> [(String, String)] {
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
    if let body {
      add("Content-Type", "application/x-www-form-urlencoded")
      let isChunked = fields.contains { $0.0.lowercased() == "transfer-encoding" }
      if !isChunked { add("Content-Length", String(body.count)) }
    }
    return fields
  }

  private func report(_ trial: FirewallTrial) -> String {
    var lines: [String] = []
    for match in trial.matches {
      let severity = match.rule.severity.map { "  (\($0))" } ?? ""
      lines.append("\(match.id)  \(text(match.message))\(severity)")
      lines += match.values.map { "    \(text($0.name)): \(text($0.value))" }
      if !match.logData.isEmpty { lines.append("    \(text(match.logData))") }
    }
    if let score = trial.score { lines.append("score \(score.sum), refused from \(score.threshold)") }
    return (lines + [description(of: trial.outcome)]).joined(separator: "\n")
  }

  private func description(of outcome: FirewallTrial.Outcome) -> String {
    switch outcome {
    case .pass(wouldDeny: let status?): "passes, and would be refused with \(status) in `mode: block`"
    case .pass(wouldDeny: nil): "passes"
    case .deny(let status): "refused with \(status)"
    case .redirect(let address): "redirected to \(Excerpt.of(address))"
    case .drop: "the connection ends without an answer"
    case .refused(let denial): "refused with \(denial.status) for its form, whatever rules say: \(denial.code)"
    case .off: "no rules run for this request"
    }
  }

  private func result(_ trial: FirewallTrial) -> JSONValue {
    let (name, status): (String, Int?) =
      switch trial.outcome {
      case .pass: ("pass", nil)
      case .deny(let status): ("deny", status)
      case .redirect: ("redirect", 302)
      case .drop: ("drop", nil)
      case .refused(let denial): ("malformed", denial.status)
      case .off: ("off", nil)
      }
    return [
      "outcome": .string(name), "status": status.map { .integer($0) } ?? .null,
      "wouldRefuse": trial.wouldRefuse.map { .integer($0) } ?? .null,
      "score": trial.score.map { .integer($0.sum) } ?? .null,
      "threshold": trial.score.map { .integer($0.threshold) } ?? .null,
      "matches": .array(
        trial.matches.map { match in
          [
            "id": .integer(match.id), "message": .string(text(match.message)), "data": .string(text(match.logData)),
            "severity": match.rule.severity.map { .string("\($0)") } ?? .null,
            "values": .array(
              match.values.map { ["target": .string(text($0.name)), "value": .string(text($0.value))] }),
          ]
        }),
    ]
  }

  private func text(_ bytes: [UInt8]) -> String { Excerpt.readable(bytes) }
}
