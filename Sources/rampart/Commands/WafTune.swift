import ArgumentParser
import RampartCore
import RampartWAF

/// Proposes exclusions for rules that are wrong about an application, from what the audit log has of them.
struct WafTune: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tune", abstract: "Propose exclusions from the audit log.",
    discussion: """
      The exclusions go to standard output as they stand below `waf:`; what was not proposed, and why, to standard \
      error. Each is for one variable of one rule at one path. Read every one before you use it: an attacker with many \
      addresses and much patience looks like many clients.

      A rule is proposed only where no client that looks hostile has hit it there. A client looks hostile when it hits \
      the rules that know scanners by name (913xxx), rules of 3 or more classes of attacks (tags such as attack-sqli; \
      protocol errors and what answers give away do not count), 15 or more different rules, or has a request whose \
      matches add up to a score of 40 or more. All addresses of a /48 of IPv6 are one client. Rules that begin, add up \
      or judge (200xxx, 900xxx, 901xxx, 905xxx, 949xxx, 959xxx, 980xxx, 999xxx) are never proposed.
      """)

  @Argument(help: ArgumentHelp("Audit logs, oldest first; `-` is standard input.", valueName: "auditlog"))
  var files: [String]

  @Option(help: "Propose only what at least so many requests hit.")
  var minRequests = TuningOptions().minimumRequests

  @Option(help: "Propose only what at least so many clients hit.")
  var minClients = TuningOptions().minimumClients

  @Flag(help: "Print the result as JSON.")
  var json = false

  func validate() throws {
    guard minRequests > 0, minClients > 0 else { throw ValidationError("there is no evidence without a request") }
  }

  func run() throws {
    var options = TuningOptions()
    options.minimumRequests = minRequests
    options.minimumClients = minClients
    var tuner = ExclusionTuner(options)
    var reader = AuditLogReader()
    do throws(ReleaseError) {
      for file in files { try reader.read(file, into: &tuner) }
    } catch {
      StandardError.write(error.description)
      throw ExitCode.failed
    }
    let report = TuningReport(reader: reader, result: tuner.finish())
    if json {
      print(report.json.serialized(indented: true))
    } else {
      print(report.result.yaml)
      for note in report.notes { StandardError.write(note) }
    }
  }
}
