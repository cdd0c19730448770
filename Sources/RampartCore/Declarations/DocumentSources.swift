/// Where what a document names is found: its files and its environment variables. Injected, so that the core does no
/// input or output and a test knows what was asked for.
package protocol DocumentSources: Sendable {
  /// The bytes of a regular file; links are followed.
  ///
  /// - Parameter limit: bytes; a longer file is not read.
  func contents(of path: String, limit: Int) throws(FileFailure) -> [UInt8]
  /// What stands at a path; links are followed.
  func kind(of path: String) throws(FileFailure) -> FileKind
  /// The value of an environment variable; nil where it is not set.
  func variable(_ name: String) -> String?
}

package enum FileKind: Sendable, Hashable {
  case regular, folder
  /// A pipe, a socket, a device.
  case other
}

/// Why a file is not read.
package enum FileFailure: Error, Sendable, Hashable, CustomStringConvertible {
  case missing
  case forbidden
  case folder
  case notRegular
  /// The limit in bytes.
  case tooLarge(Int)
  /// What the system says, in its own words.
  case failed(String)

  package var description: String {
    switch self {
    case .missing: "there is no such file"
    case .forbidden: "permission denied"
    case .folder: "it is a folder"
    case .notRegular: "it is no regular file"
    case .tooLarge(let limit): "it is larger than \(limit >> 10) KiB"
    case .failed(let reason): reason
    }
  }
}

extension ConfigurationProblem {
  /// A file that a document names and that cannot be read.
  package init(_ failure: FileFailure, reading path: String, at position: SourcePosition? = nil) {
    self.init(
      failure == .missing ? "missingFile" : "unreadableFile", "cannot read `\(path)`: \(failure)", at: position)
  }
}

/// No file and no variable.
package struct NoDocumentSources: DocumentSources {
  package init() {}

  package func contents(of path: String, limit: Int) throws(FileFailure) -> [UInt8] { throw .missing }
  package func kind(of path: String) throws(FileFailure) -> FileKind { throw .missing }
  package func variable(_ name: String) -> String? { nil }
}
