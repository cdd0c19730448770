import RampartCore

/// Where an entry of an archive belongs: below the one folder that a release is.
///
/// An archive names paths as it likes, and so may name one outside (CWE-22).
package struct ReleasePath: Sendable, Hashable {
  /// `coreruleset-4.28.0`
  package let release: String
  /// Below it; empty for the folder itself.
  package let parts: [String]

  /// Nil for `./`, the folder that the archive was packed from.
  ///
  /// - Throws: for what is absolute, leads upwards, cannot be read by people, or is not in a folder `coreruleset-X.Y.Z`.
  static func read(_ bytes: [UInt8], _ limits: ReleaseLimits) throws(ReleaseError) -> ReleasePath? {
    let shown = Excerpt.readable(bytes, upTo: 100)
    func refuse(_ reason: String) -> ReleaseError {
      ReleaseError("the archive has the path `\(shown)`, which \(reason)")
    }
    guard bytes.count <= limits.path else { throw refuse("is longer than \(limits.path) bytes") }
    guard bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }) else {
      throw refuse("is empty, or has other characters than those of ASCII, a space or a backslash")
    }
    guard bytes.first != UInt8(ascii: "/") else { throw refuse("is absolute") }
    var parts = bytes.split(separator: UInt8(ascii: "/")).map { String(decoding: $0, as: UTF8.self) }
    guard !parts.contains("..") else { throw refuse("leads upwards") }
    parts.removeAll { $0 == "." }
    guard let release = parts.first else { return nil }
    guard isName(release) else { throw refuse("is not in a folder `coreruleset-X.Y.Z`") }
    guard parts.count <= limits.depth else { throw refuse("is more than \(limits.depth) folders deep") }
    return ReleasePath(release: release, parts: Array(parts.dropFirst()))
  }

  /// Whether a folder's name is that of a release.
  package static func isName(_ name: String) -> Bool {
    let prefix = "coreruleset-"
    let version = name.utf8.dropFirst(prefix.utf8.count)
    return name.hasPrefix(prefix) && name.utf8.count <= 64
      && version.first.map { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } == true
      && version.allSatisfy { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "."), UInt8(ascii: "-"): true
        default: false
        }
      }
  }
}
