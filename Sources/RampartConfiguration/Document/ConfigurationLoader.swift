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
    let sources = SystemSources()
    let bytes: [UInt8]
    do throws(FileFailure) {
      bytes = try sources.document(at: path, limit: YAMLDocument.maximumBytes)
    } catch .tooLarge {
      throw ConfigurationProblems([YAMLDocument.tooLarge.in(file: path)])
    } catch {
      let code = error == .missing ? "missingFile" : "unreadableFile"
      throw ConfigurationProblems([ConfigurationProblem(code, "cannot read the file: \(error)", file: path)])
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw ConfigurationProblems([ConfigurationProblem("syntax", "the file is not UTF-8 text", file: path)])
    }
    let folder = URL(filePath: path).deletingLastPathComponent().path
    return try parse(text, file: path, folder: folder, sources: sources)
  }

  /// - Parameters:
  ///   - text: YAML.
  ///   - file: what to call it in messages.
  ///   - folder: what relative paths are relative to.
  ///   - sources: where the files and variables are that the document names; each file is read once.
  package static func parse(
    _ text: String,
    file: String,
    folder: String,
    sources: any DocumentSources = SystemSources()
  ) throws(ConfigurationProblems) -> GatewayConfiguration {
    var problems: [ConfigurationProblem]
    do throws(ConfigurationProblem) {
      let document = try YAMLDocument.parse(text)
      var reading = Reading(folder: folder, sources: sources)
      let configuration = GatewayConfiguration.declaration.read(document, &reading)
      if let configuration, reading.problems.isEmpty {
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
