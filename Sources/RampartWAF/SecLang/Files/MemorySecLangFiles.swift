/// Files by their paths, for tests and for rules that come from elsewhere.
package struct MemorySecLangFiles: SecLangFiles, Sendable {
  package var files: [String: [UInt8]]

  package init(_ files: [String: [UInt8]] = [:]) {
    self.files = files
  }

  package init(texts: [String: String]) {
    files = texts.mapValues { Array($0.utf8) }
  }

  package func contents(of path: String, limit: Int) throws(SecLangFileError) -> [UInt8] {
    guard let bytes = files[path] else { throw .missing }
    guard bytes.count <= limit else { throw .tooLarge(limit: limit) }
    return bytes
  }

  package func names(in directory: String) throws(SecLangFileError) -> [String] {
    let prefix = directory.isEmpty || directory.hasSuffix("/") ? directory : directory + "/"
    let names = files.keys.filter { $0.hasPrefix(prefix) }.compactMap { path in
      path.dropFirst(prefix.count).split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).first
    }
    guard !names.isEmpty else { throw .missing }
    return Set(names.map(String.init)).sorted()
  }
}
