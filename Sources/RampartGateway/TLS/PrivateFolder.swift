#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A folder of keys: our own, no symbolic link, closed to everybody else.
///
/// Modes are repaired, because a careless copy loosens them. What belongs to somebody else or leads elsewhere is
/// refused: whoever put it there can change it again (CWE-59, CWE-732).
struct PrivateFolder {
  let path: String

  /// Makes the folder where there is none, and takes everybody else's access to it away.
  ///
  /// - Throws: `CertificateError` where it cannot be used.
  func prepare() throws(CertificateError) {
    makeFolders()
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else {
      let reason = String(cString: strerror(errno))
      throw unusable(FileFacts(path: path)?.kind == .link ? "it is a symbolic link" : reason)
    }
    defer { close(descriptor) }
    guard FileFacts(path: path)?.owner == geteuid() else {
      throw unusable("it belongs to somebody else")
    }
    guard fchmod(descriptor, 0o700) == 0 else {
      throw unusable("others may read it, and that cannot be changed")
    }
  }

  /// The folder and those above it; what cannot be made is found out when it is opened.
  private func makeFolders() {
    var index = path.startIndex
    while index != path.endIndex {
      index = path[path.index(after: index)...].firstIndex(of: "/") ?? path.endIndex
      mkdir(String(path[..<index]), 0o700)
    }
  }

  /// Takes everybody else's access to a file away, where there is such a file.
  ///
  /// - Throws: `CertificateError` where it is a link, no regular file, or somebody else's.
  func secure(_ name: String) throws(CertificateError) {
    let file = "\(path)/\(name)"
    // Without blocking, should somebody have put a FIFO there.
    let descriptor = open(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT { return }
      throw CertificateError("`\(file)` is a symbolic link or cannot be read; remove it, and it is made anew")
    }
    defer { close(descriptor) }
    let facts = FileFacts(path: file)
    guard facts?.kind == .regular else {
      throw CertificateError("`\(file)` is no regular file; remove it, and it is made anew")
    }
    guard facts?.owner == geteuid() else {
      throw CertificateError("`\(file)` belongs to somebody else; remove it, and it is made anew")
    }
    guard fchmod(descriptor, 0o600) == 0 else {
      throw CertificateError("`\(file)` can be read by others, and that cannot be changed")
    }
  }

  /// Runs `body` while no other process, and no other thread of this one, does the same in this folder.
  ///
  /// - Throws: `CertificateError` where the lock cannot be had, and what `body` throws.
  func locked<Result>(_ body: () throws(CertificateError) -> Result) throws(CertificateError) -> Result {
    let descriptor = open("\(path)/lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw unusable("its lock cannot be opened: \(String(cString: strerror(errno)))") }
    // Closing gives the lock back.
    defer { close(descriptor) }
    while flock(descriptor, LOCK_EX) != 0 {
      guard errno == EINTR else { throw unusable("it cannot be locked: \(String(cString: strerror(errno)))") }
    }
    return try body()
  }

  private func unusable(_ reason: String) -> CertificateError {
    CertificateError("cannot use the folder `\(path)`: \(reason); name another with RAMPART_STATE_DIRECTORY")
  }
}
