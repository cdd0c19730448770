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
    var status = stat()
    makeFolders()
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else {
      let isLink = lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
      throw unusable(isLink ? "it is a symbolic link" : String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    guard fstat(descriptor, &status) == 0, status.st_uid == geteuid() else {
      throw unusable("it belongs to somebody else")
    }
    guard status.st_mode & 0o7777 == 0o700 || fchmod(descriptor, 0o700) == 0 else {
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
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw CertificateError("`\(file)` is no regular file; remove it, and it is made anew")
    }
    guard status.st_uid == geteuid() else {
      throw CertificateError("`\(file)` belongs to somebody else; remove it, and it is made anew")
    }
    guard status.st_mode & 0o077 == 0 || fchmod(descriptor, 0o600) == 0 else {
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
