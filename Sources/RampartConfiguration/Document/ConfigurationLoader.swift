package import RampartCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Reads a configuration file whole, or names everything that is wrong with it.
package enum ConfigurationLoader {
  /// - Parameter path: the file; relative paths inside it are relative to its folder.
  /// - Throws: every problem found, each with `file:line:column`.
  package static func load(path: String) throws(ConfigurationProblems) -> GatewayConfiguration {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw ConfigurationProblems([ConfigurationProblem("missingFile", "cannot read the file", file: path)])
    }
    guard let text = String(data: data, encoding: .utf8) else {
      throw ConfigurationProblems([ConfigurationProblem("syntax", "the file is not UTF-8 text", file: path)])
    }
    let folder = URL(filePath: path).deletingLastPathComponent().path
    return try parse(text, file: path, folder: folder)
  }

  /// - Parameters:
  ///   - text: YAML.
  ///   - file: what to call it in messages.
  ///   - folder: what relative paths are relative to.
  package static func parse(
    _ text: String,
    file: String,
    folder: String
  ) throws(ConfigurationProblems) -> GatewayConfiguration {
    var problems: [ConfigurationProblem]
    do throws(ConfigurationProblem) {
      let document = try YAMLDocument.parse(text)
      var reading = Reading()
      let configuration = GatewayConfiguration.declaration.read(document, &reading)
      if var configuration, reading.problems.isEmpty {
        configuration.resolvePaths(in: folder)
        problems = configuration.contradictions()
        if problems.isEmpty { return configuration }
      } else {
        problems = reading.problems
      }
    } catch {
      problems = [error]
    }
    throw ConfigurationProblems(problems.map { $0.in(file: file) }.sorted(by: ConfigurationProblem.inReadingOrder))
  }
}

extension ConfigurationProblem {
  fileprivate func `in`(file: String) -> ConfigurationProblem {
    var problem = self
    problem.file = file
    return problem
  }

  fileprivate static func inReadingOrder(_ left: ConfigurationProblem, _ right: ConfigurationProblem) -> Bool {
    (left.position?.line ?? 0, left.position?.column ?? 0) < (right.position?.line ?? 0, right.position?.column ?? 0)
  }
}
