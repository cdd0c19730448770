/// Compiled databases in files, so that a start takes milliseconds where a compilation takes seconds.
///
/// A database is code in all but name, so a file is taken only where nobody else could have written it: the folder and
/// the file are ours, and no other user may touch them (CWE-502, CWE-732). A file that is cut short or changed is not
/// taken either. In all these cases the patterns are compiled again.
package struct PatternCache: Sendable, Hashable {
  package struct Problem: Error, Sendable, Hashable {
    /// Nil where there just is no file yet.
    package var detail: String?
  }

  private let folder: PatternCacheFolder

  /// A cache in this folder, which is made when it is first needed; the folder above it must be there.
  package init(folder: String) {
    self.folder = PatternCacheFolder(path: folder)
  }

  func load(_ key: PatternCacheKey) -> Result<PatternCacheEntry, Problem> {
    do throws(Problem) {
      let file = try folder.read(key.fileName)
      guard let entry = file.withUnsafeBytes({ PatternCacheEntry($0, key) }) else {
        throw Problem(detail: "`\(key.fileName)` is damaged")
      }
      return .success(entry)
    } catch {
      return .failure(error)
    }
  }

  /// Gives back why it could not be stored; nothing depends on it but the next start.
  func store(_ entry: PatternCacheEntry, _ key: PatternCacheKey) -> String? {
    do throws(Problem) {
      try folder.write(entry.encoded(key), key.fileName)
      return nil
    } catch {
      return error.detail
    }
  }
}
