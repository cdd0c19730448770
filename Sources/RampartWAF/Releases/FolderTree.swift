#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Whole folders.
enum FolderTree {
  private static let largestFile = 64 << 20

  /// What is at a path; links are not followed.
  static func kind(of path: String) -> mode_t? {
    var status = stat()
    return lstat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
  }

  /// Whether two folders hold the same files with the same contents.
  static func areEqual(_ left: String, _ right: String) -> Bool {
    let files = SystemSecLangFiles()
    switch (kind(of: left), kind(of: right)) {
    case (S_IFDIR, S_IFDIR):
      guard let names = try? files.names(in: left).sorted(), let others = try? files.names(in: right).sorted() else {
        return false
      }
      return names == others && names.allSatisfy { areEqual("\(left)/\($0)", "\(right)/\($0)") }
    case (S_IFREG, S_IFREG):
      guard let bytes = try? files.contents(of: left, limit: largestFile) else { return false }
      return (try? files.contents(of: right, limit: largestFile)) == bytes
    default: return false
    }
  }

  /// Links are removed, never followed. What cannot be removed stays.
  static func remove(_ path: String) {
    if kind(of: path) == S_IFDIR {
      for name in (try? SystemSecLangFiles().names(in: path)) ?? [] { remove("\(path)/\(name)") }
      rmdir(path)
    } else {
      unlink(path)
    }
  }
}
