import ArgumentParser
import RampartConfiguration
import RampartCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Writes a first rampart.yaml.
struct Init: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write a commented rampart.yaml that protects a backend.",
    discussion: "It never overwrites a file unless told to.")

  @Option(help: "Where the backend answers: http://HOST:PORT, https://HOST:PORT or unix:PATH.")
  var upstream: String

  @Option(name: [.customShort("o"), .customLong("output")], help: "The file to write.")
  var output = "rampart.yaml"

  @Flag(help: "Replace the file if it exists.")
  var force = false

  func validate() throws {
    do throws(ConfigurationProblem) {
      _ = try UpstreamServerAddress(url: upstream)
    } catch {
      throw ValidationError(error.description)
    }
  }

  func run() throws {
    let server = try UpstreamServerAddress(url: upstream)
    if FileManager.default.fileExists(atPath: output), !force {
      StandardError.write("\(output) exists, `--force` replaces it")
      throw ExitCode.failed
    }
    do {
      try Data(ConfigurationTemplate.text(upstream: server.description).utf8)
        .write(to: URL(filePath: output), options: .atomic)
    } catch {
      StandardError.write("cannot write \(output)")
      throw ExitCode.failed
    }
    print(
      """
      wrote \(output)
      check it:  rampart validate -c \(output)
      serve it:  rampart run -c \(output)
      then open: https://localhost:8443 (`rampart doctor` says how to trust its certificate)
      """)
  }
}
