/// What is done with paths here; they are text, and nothing is looked up.
enum FilePath {
  /// `path` as a file that stands in the directory of `file` means it.
  static func resolve(_ path: String, from file: String) -> String {
    path.hasPrefix("/") ? path : join(directory(of: file), path)
  }

  static func directory(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: .slash) else { return "" }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  static func join(_ directory: String, _ name: String) -> String {
    directory.isEmpty ? name : directory.hasSuffix("/") ? directory + name : directory + "/" + name
  }
}
