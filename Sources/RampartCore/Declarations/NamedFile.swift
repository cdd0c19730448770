/// A file that a document names, with what it held when the document was read.
///
/// What it held is part of the value: two configurations that name the same file are the same only where it holds the
/// same, so whatever a reload keeps by comparing configurations is not kept when the file has changed. And who uses the
/// file uses the bytes that were checked.
package struct NamedFile: Sendable, Hashable, CustomStringConvertible {
  /// Bytes; a longer file is an error.
  package static let longest = 4 << 20

  /// Relative paths are resolved.
  package let path: String
  /// A key may stand beside a certificate, so no message shows it.
  package let contents: Redacted<[UInt8]>

  package init(path: String, contents: [UInt8] = []) {
    self.path = path
    self.contents = Redacted(contents)
  }

  /// - Throws: why it cannot be read.
  package init(path: String, from sources: any DocumentSources) throws(FileFailure) {
    self.init(path: path, contents: try sources.contents(of: path, limit: Self.longest))
  }

  package var description: String { path }

  package static func == (left: NamedFile, right: NamedFile) -> Bool {
    left.path == right.path && left.contents.revealed() == right.contents.revealed()
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(path) }
}
