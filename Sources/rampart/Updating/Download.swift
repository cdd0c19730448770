import Crypto
import RampartWAF

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Gets a file by `curl`, over https alone, and no more of it than is wanted.
struct Download {
  let address: ReleaseAddress
  /// Bytes.
  let limit: Int

  private static let redirects = 5
  private static let connectSeconds = 20
  private static let seconds = 300

  /// - Returns: the file's SHA-256.
  func save(to path: String) async throws -> [UInt8] {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw SystemFailure.error("cannot make `\(path)`") }
    defer { close(descriptor) }
    var hash = SHA256()
    try await run { bytes in
      hash.update(data: bytes)
      guard SystemFailure.writeAll(bytes, to: descriptor) else { throw SystemFailure.error("cannot write `\(path)`") }
    }
    return Array(hash.finalize())
  }

  func text() async throws -> String {
    var bytes: [UInt8] = []
    try await run { bytes += $0 }
    return String(decoding: bytes, as: UTF8.self)
  }

  private func run(_ take: ([UInt8]) throws -> Void) async throws {
    var count = 0
    do {
      try await Tool(name: "curl", arguments: arguments, package: "curl").run { bytes in
        count += bytes.count
        guard count <= limit else {
          throw ReleaseError("\(address) has more than \(limit >> 10) KiB; it is not taken")
        }
        try take(bytes)
      }
    } catch let failure as Tool.Failure {
      throw ReleaseError("cannot download \(address): \(failure.complaint)")
    }
  }

  private var arguments: [String] {
    // Without the settings of the user's own file, which could switch the checks off.
    let own = ["--disable", "--silent", "--show-error", "--fail", "--globoff", "--location"]
    let limits = [
      "--max-redirs", String(Self.redirects), "--connect-timeout", String(Self.connectSeconds), "--max-time",
      String(Self.seconds), "--max-filesize", String(limit), "--tlsv1.2",
    ]
    // From this machine itself, no proxy is asked.
    let protocols = ["--proto", address.isLoopback ? "=http,https" : "=https", "--proto-redir", "=https"]
    return own + limits + protocols + (address.isLoopback ? ["--noproxy", "*"] : []) + ["--", address.description]
  }
}
