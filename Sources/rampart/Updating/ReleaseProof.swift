import RampartWAF

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What shows that an archive is the one that was published.
struct ReleaseProof {
  var digest: [UInt8]?
  var checksums: ReleaseAddress?
  var checksumFile: String?
  var signature: (address: ReleaseAddress, keyring: String)?

  private static let longestText = 256 << 10

  var isEmpty: Bool { digest == nil && checksums == nil && checksumFile == nil && signature == nil }

  /// - Throws: where one of the proofs is missing or does not hold.
  func check(_ archive: String, digest found: [UInt8], of address: ReleaseAddress, work: String) async throws {
    var wanted = digest.map { [$0] } ?? []
    if let checksums {
      let list = try await Download(address: checksums, limit: Self.longestText).text()
      wanted.append(try ChecksumList.digest(of: address.fileName, in: list))
    }
    if let checksumFile {
      wanted.append(try ChecksumList.digest(of: address.fileName, in: try text(of: checksumFile)))
    }
    for wanted in wanted where wanted != found {
      throw ReleaseError(
        "the archive's SHA-256 is \(Self.hex(found)), not \(Self.hex(wanted)): it is not the one that was meant, "
          + "and is not used")
    }
    if let signature { try await verify(archive, signature, work) }
  }

  private func text(of file: String) throws(ReleaseError) -> String {
    do {
      return String(decoding: try SystemSecLangFiles().contents(of: file, limit: Self.longestText), as: UTF8.self)
    } catch {
      throw ReleaseError("cannot read `\(file)`: \(error)")
    }
  }

  private func verify(
    _ archive: String, _ signature: (address: ReleaseAddress, keyring: String), _ work: String
  ) async throws {
    let file = work + "/archive.tar.gz.asc"
    _ = try await Download(address: signature.address, limit: Self.longestText).save(to: file)
    // Without a slash it would be looked for in the user's own GnuPG folder.
    let keyring = URL(filePath: signature.keyring).path
    do {
      try await Tool(name: "gpgv", arguments: ["--keyring", keyring, "--", file, archive], package: "gpgv").run()
    } catch let failure as Tool.Failure {
      throw ReleaseError(
        "the signature is not one of a key in `\(signature.keyring)`, and the archive is not used: \(failure.complaint)"
      )
    }
  }

  private static func hex(_ digest: [UInt8]) -> String {
    digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
