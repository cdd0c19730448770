import Synchronization

/// Files as they were when they were first asked for: what belongs together, as a certificate and its key, is of one time
/// wherever it is named, and what was checked is what is used.
package final class DocumentSnapshot: DocumentSources {
  private let sources: any DocumentSources
  private let files = Mutex<[String: Result<[UInt8], FileFailure>]>([:])

  package init(_ sources: any DocumentSources) {
    self.sources = sources
  }

  package func contents(of path: String, limit: Int) throws(FileFailure) -> [UInt8] {
    if let known = files.withLock({ $0[path] }) {
      let contents = try known.get()
      guard contents.count <= limit else { throw .tooLarge(limit) }
      return contents
    }
    do throws(FileFailure) {
      let contents = try sources.contents(of: path, limit: limit)
      files.withLock { $0[path] = .success(contents) }
      return contents
    } catch {
      files.withLock { $0[path] = .failure(error) }
      throw error
    }
  }

  package func kind(of path: String) throws(FileFailure) -> FileKind { try sources.kind(of: path) }
  package func variable(_ name: String) -> String? { sources.variable(name) }
}
