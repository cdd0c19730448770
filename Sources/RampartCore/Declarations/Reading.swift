/// Collects what is wrong while a document is read, so that one run names every problem, and finds what it names.
package struct Reading {
  package private(set) var problems: [ConfigurationProblem] = []
  /// What relative paths are relative to.
  private let folder: String
  let sources: DocumentSnapshot

  /// - Parameters:
  ///   - folder: what relative paths are relative to.
  ///   - sources: without them, every file is missing.
  package init(folder: String = "/", sources: any DocumentSources = NoDocumentSources()) {
    self.folder = folder
    self.sources = DocumentSnapshot(sources)
  }

  package mutating func report(_ problem: ConfigurationProblem) {
    problems.append(problem)
  }

  /// Reports a value of the wrong type.
  package mutating func report(_ node: DocumentNode, isNot expectation: String) {
    report(.init("wrongType", "expected \(expectation), found \(node.kind)", at: node.position))
  }

  func resolve(_ path: String) -> String {
    var path = path[...]
    while path.hasPrefix("./") { path = path.dropFirst(2).drop { $0 == "/" } }
    if path.hasPrefix("/") { return String(path) }
    return folder.hasSuffix("/") ? folder + path : "\(folder)/\(path)"
  }

  /// What would keep a path from being used.
  func problem(with path: String, as purpose: PathPurpose) -> ConfigurationProblem? {
    switch purpose {
    case .file:
      do throws(FileFailure) {
        _ = try sources.contents(of: path, limit: NamedFile.longest)
        return nil
      } catch {
        return ConfigurationProblem(error, reading: path)
      }
    case .folder:
      do throws(FileFailure) {
        let kind = try sources.kind(of: path)
        return kind == .folder ? nil : ConfigurationProblem("missingFile", "`\(path)` is no folder")
      } catch .missing {
        return ConfigurationProblem("missingFile", "there is no folder `\(path)`")
      } catch {
        return ConfigurationProblem(error, reading: path)
      }
    case .output:
      return problem(withOutput: path)
    }
  }

  /// Whether this user may write there is found out by opening it; `rampart validate` may be run by another.
  private func problem(withOutput path: String) -> ConfigurationProblem? {
    if path.hasSuffix("/") || (try? sources.kind(of: path)) == .folder {
      return ConfigurationProblem("missingFile", "`\(path)` is a folder, name a file in it")
    }
    let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    do throws(FileFailure) {
      let kind = try sources.kind(of: folder)
      return kind == .folder ? nil : ConfigurationProblem("missingFile", "`\(folder)` is no folder")
    } catch .missing {
      return ConfigurationProblem("missingFile", "there is no folder `\(folder)`")
    } catch {
      return nil
    }
  }
}
