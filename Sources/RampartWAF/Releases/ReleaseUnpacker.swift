#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Writes what an archive holds into a folder that is ours alone.
///
/// It makes regular files and folders, never writes to what is there, and follows no link; the archive's modes and owners
/// count for nothing.
package final class ReleaseUnpacker {
  private let folder: String
  private var made: Set<String> = []
  private var descriptor: CInt = -1
  private var name = ""

  /// - Parameter folder: empty, and writable by nobody else.
  package init(into folder: String) {
    self.folder = folder
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// - Throws: where something cannot be written, or is in the archive twice.
  package func take(_ entry: TarEntry) throws(ReleaseError) {
    switch entry {
    case .folder(let path): try make([path.release] + path.parts)
    case .file(let path):
      try make([path.release] + path.parts.dropLast())
      try create(([path.release] + path.parts).joined(separator: "/"))
    case .contents(let bytes): try write(bytes)
    case .fileEnd:
      let result = close(descriptor)
      descriptor = -1
      guard result == 0 else { throw SystemFailure.error("cannot write `\(name)`") }
    }
  }

  private func make(_ parts: [String]) throws(ReleaseError) {
    for count in 1...parts.count {
      let path = parts.prefix(count).joined(separator: "/")
      guard made.insert(path).inserted else { continue }
      guard mkdir("\(folder)/\(path)", 0o755) == 0, chmod("\(folder)/\(path)", 0o755) == 0 else {
        throw SystemFailure.error("cannot make the folder `\(path)`")
      }
    }
  }

  private func create(_ path: String) throws(ReleaseError) {
    name = path
    descriptor = open("\(folder)/\(path)", O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      if errno == EEXIST { throw ReleaseError("the archive has `\(path)` in it twice") }
      throw SystemFailure.error("cannot make `\(path)`")
    }
    guard fchmod(descriptor, 0o644) == 0 else { throw SystemFailure.error("cannot make `\(path)`") }
  }

  private func write(_ bytes: [UInt8]) throws(ReleaseError) {
    guard SystemFailure.writeAll(bytes, to: descriptor) else { throw SystemFailure.error("cannot write `\(name)`") }
  }
}
