package import RampartCore
import Synchronization

/// Files and variables that a test has made up, and what was asked for.
package final class TestSources: DocumentSources {
  private let files: [String: String]
  private let folders: Set<String>
  private let variables: [String: String]
  private let requests = Mutex<[String]>([])

  package init(_ files: [String: String] = [:], folders: Set<String> = [], variables: [String: String] = [:]) {
    self.files = files
    self.folders = folders
    self.variables = variables
  }

  /// Paths in the order in which something was asked of them.
  package var asked: [String] { requests.withLock { $0 } }

  package func contents(of path: String, limit: Int) throws(FileFailure) -> [UInt8] {
    requests.withLock { $0.append(path) }
    guard let text = files[path] else { throw folders.contains(path) ? .folder : .missing }
    guard text.utf8.count <= limit else { throw .tooLarge(limit) }
    return Array(text.utf8)
  }

  package func kind(of path: String) throws(FileFailure) -> FileKind {
    requests.withLock { $0.append(path) }
    if folders.contains(path) { return .folder }
    guard files[path] != nil else { throw .missing }
    return .regular
  }

  package func variable(_ name: String) -> String? { variables[name] }
}
