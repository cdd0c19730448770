#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A folder of releases, and `current`, a link to the one that is used.
///
/// Rules decide what reaches a backend, so nobody else may be able to change what is in it (CWE-732). One update runs at a
/// time; what an update left behind that was ended from outside is removed by the next.
package final class ReleaseFolder {
  private static let workPrefix = ".update-"

  package let path: String
  /// A folder that is ours alone, and gone with this object.
  package let work: String
  private let lock: CInt

  /// Makes the folder where there is none; the one above it must be there.
  package init(_ path: String) throws(ReleaseError) {
    self.path = path
    if mkdir(path, 0o755) != 0, errno != EEXIST {
      throw SystemFailure.error("cannot make `\(path)`")
    }
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      throw ReleaseError("`\(path)` is not a folder")
    }
    guard status.st_uid == geteuid(), status.st_mode & 0o022 == 0 else {
      throw ReleaseError(
        "`\(path)` is somebody else's, or others may write in it: chown it to this user, chmod go-w it")
    }
    let current = FolderTree.kind(of: "\(path)/current")
    guard current == nil || current == S_IFLNK else {
      throw ReleaseError("`\(path)/current` is not a link; move it away")
    }
    lock = open("\(path)/.lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard lock >= 0 else { throw SystemFailure.error("cannot make `\(path)/.lock`") }
    guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
      close(lock)
      throw ReleaseError("another update of `\(path)` is running; wait until it has ended")
    }
    for name in (try? SystemSecLangFiles().names(in: path)) ?? [] where name.hasPrefix(Self.workPrefix) {
      FolderTree.remove("\(path)/\(name)")
    }
    work = "\(path)/\(Self.workPrefix)\(UInt64.random(in: 0 ... .max))"
    guard mkdir(work, 0o700) == 0 else {
      let error = SystemFailure.error("cannot make `\(work)`")
      close(lock)
      throw error
    }
  }

  deinit {
    FolderTree.remove(work)
    close(lock)
  }

  /// The name that `current` leads to; nil where there is none yet.
  package var current: String? {
    var buffer = [CChar](repeating: 0, count: 256)
    let count = readlink("\(path)/current", &buffer, buffer.count)
    return count > 0 ? String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self) : nil
  }

  /// Puts a release from `work` beside the others and has `current` lead to it. Where it fails nothing is changed.
  ///
  /// - Throws: where another release of the same name is there already and differs: it is never written over.
  package func install(_ name: String) throws(ReleaseError) {
    let place = "\(path)/\(name)"
    let isNew = FolderTree.kind(of: place) == nil
    if !isNew, !FolderTree.areEqual("\(work)/\(name)", place) {
      throw ReleaseError("`\(place)` is there already and differs from the archive; move it away and run this again")
    }
    // The link must not be on the disk before what it leads to.
    if isNew {
      sync()
      guard rename("\(work)/\(name)", place) == 0 else { throw SystemFailure.error("cannot make `\(place)`") }
    }
    let link = "\(work)/current"
    guard symlink(name, link) == 0, rename(link, "\(path)/current") == 0 else {
      let error = SystemFailure.error("cannot make `\(path)/current`")
      if isNew { FolderTree.remove(place) }
      throw error
    }
  }
}
