import ArgumentParser
import RampartConfiguration
import RampartCore
import RampartGateway

/// Loads everything that `run` would load, and serves nothing.
struct Validate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Check a configuration file without serving.")

  @OptionGroup var source: ConfigurationFile

  @Flag(help: "Print the JSON Schema of rampart.yaml instead.")
  var schema = false

  @Flag(help: "Print the result as JSON.")
  var json = false

  func run() async throws {
    if schema {
      print(GatewayConfiguration.schema.serialized(indented: true))
      return
    }
    let (problems, notices) = check()
    if json {
      let result: JSONValue = [
        "file": .string(source.file), "valid": .boolean(problems.isEmpty), "problems": .array(problems.map(\.json)),
        "notices": .array(notices.map { .string($0) }),
      ]
      print(result.serialized(indented: true))
    } else {
      for problem in problems { StandardError.write(problem.description) }
      for notice in notices { StandardError.write("\(source.file): notice: \(notice)") }
      if problems.isEmpty { print("\(source.file): valid") }
    }
    if !problems.isEmpty { throw ExitCode.failed }
  }

  private func check() -> (problems: [ConfigurationProblem], notices: [String]) {
    do throws(ConfigurationProblems) {
      let configuration = try ConfigurationLoader.load(path: source.file)
      let controls = ControlCheck.check(configuration)
      let problems = CertificateCheck.problems(in: configuration) + controls.problems
      return (
        problems.map { problem in
          var problem = problem
          problem.file = source.file
          return problem
        }, controls.notices + LogCheck.notices(on: configuration)
      )
    } catch {
      return (error.problems, [])
    }
  }
}
