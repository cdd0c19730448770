import RampartWAF

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// One update: download, check, unpack, load, switch. Whatever fails, the release that was used stays.
struct ReleaseUpdate {
  struct Outcome {
    var release: String
    var previous: String?
    var rules: Int
  }

  let address: ReleaseAddress
  let proof: ReleaseProof
  let directory: String
  let setup: String?
  let isRehearsal: Bool
  let mayBeOlder: Bool

  private static let limits = ReleaseLimits()

  func run() async throws -> Outcome {
    let folder = try ReleaseFolder(directory)
    // What is half done is removed with the folder it is in, whichever way this ends.
    defer { withExtendedLifetime(folder) {} }
    let archive = folder.work + "/archive.tar.gz"
    let digest = try await Download(address: address, limit: Self.limits.archive).save(to: archive)
    try await proof.check(archive, digest: digest, of: address, work: folder.work)
    let release = try await unpack(archive, into: folder.work)
    try checkVersion(of: release, used: folder.current)
    let rules = try load(release, in: folder.work)
    let outcome = Outcome(release: release, previous: folder.current, rules: rules)
    if !isRehearsal { try folder.install(release) }
    return outcome
  }

  /// - Returns: the name of the release.
  private func unpack(_ archive: String, into folder: String) async throws -> String {
    var reader = TarReader(Self.limits)
    let unpacker = ReleaseUnpacker(into: folder)
    do {
      try await Tool(name: "gzip", arguments: ["-dc", "--", archive], package: "gzip").run { bytes in
        try reader.feed(bytes) { entry throws(ReleaseError) in try unpacker.take(entry) }
      }
    } catch let failure as Tool.Failure {
      let complaint = failure.complaint.replacing(folder + "/", with: "")
      throw ReleaseError("the archive cannot be decompressed, it must be a whole tar.gz: \(complaint)")
    }
    try reader.finish()
    return reader.release ?? ""
  }

  /// An old release is as well signed as the newest, and lacks what was found since (CWE-1328).
  private func checkVersion(of release: String, used: String?) throws(ReleaseError) {
    let version = ReleaseVersion(in: release)
    if let wanted = ReleaseVersion(in: address.fileName), wanted != version {
      let held = version?.description ?? "no version"
      throw ReleaseError("the archive holds \(held), though its address says \(wanted); it is not used")
    }
    if !mayBeOlder, let version, let used = used.flatMap({ ReleaseVersion(in: $0) }), version < used {
      throw ReleaseError("\(version) is older than \(used), which is used; go back with --allow-older if that is meant")
    }
  }

  /// - Returns: how many rules there are.
  private func load(_ release: String, in folder: String) throws -> Int {
    do {
      let rules = try RuleSetReader.readRecommended(in: "\(folder)/\(release)", setup: setup)
      return try Firewall(rules).ruleCount
    } catch let problems as RuleProblems {
      let first = problems.problems.first?.description ?? ""
      throw ReleaseError(refused(first, folder, others: problems.problems.count - 1))
    } catch let error as FirewallError {
      throw ReleaseError(refused(error.description, folder, others: 0))
    }
  }

  private func refused(_ problem: String, _ folder: String, others: Int) -> String {
    // The folder is gone when this is read.
    let problem = problem.replacing(folder + "/", with: "")
    return "the release does not load, and is not used: \(problem)" + (others > 0 ? ", and \(others) more" : "")
  }
}
