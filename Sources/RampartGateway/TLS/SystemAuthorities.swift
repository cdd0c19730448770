import RampartConfiguration
import RampartCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The authorities that the system trusts, as far as a change of them can be told: NIOSSL trusts this file and this folder
/// where no other authorities are named.
struct SystemAuthorities: Sendable, Hashable {
  private static let bundles = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt"]
  private static let folder = "/etc/ssl/certs"

  private let bundle: NamedFile?
  /// Names in the folder: hashes of subjects.
  private let names: [String]

  static func current() -> SystemAuthorities {
    let sources = SystemSources()
    return SystemAuthorities(
      bundle: bundles.lazy.compactMap { try? NamedFile(path: $0, from: sources) }.first,
      names: ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted())
  }
}
