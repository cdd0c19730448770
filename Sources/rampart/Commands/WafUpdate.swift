import ArgumentParser
import RampartCore
import RampartWAF

/// Gets a release of the Core Rule Set and switches to it, once everything about it is right.
struct WafUpdate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "update", abstract: "Download a release of the Core Rule Set, check it, and switch to it.",
    discussion: """
      The release is put beside the others in the directory, and `current` there becomes a link to it; name \
      DIRECTORY/current as `rules` of `waf`. Nothing is switched unless the archive is the one that was published, holds \
      nothing but files and folders, and its rules load and compile. The old release stays.

      One proof is needed: `--sha256` or `--checksum-file` from where you trust it, or `--signature` with the \
      publisher's key. `--checksum-url` only finds damage on the way where both come from the same server.
      """)

  @Argument(help: "The archive, https://…/coreruleset-X.Y.Z.tar.gz.")
  var url: String

  @Option(help: "Where releases are kept; it is made where it is missing.")
  var directory: String

  @Option(help: "The archive's SHA-256, 64 hexadecimal digits.")
  var sha256: String?

  @Option(help: "Where a list of checksums is, as sha256sum writes it.")
  var checksumURL: String?

  @Option(help: "A file with a list of checksums.")
  var checksumFile: String?

  @Option(help: "Where the archive's detached OpenPGP signature is.")
  var signature: String?

  @Option(help: "A file with the publisher's key, as gpg --export writes it, without --armor.")
  var keyring: String?

  @Option(help: "The rule set's settings to check the rules with, in place of its crs-setup.conf.example.")
  var setup: String?

  @Flag(help: "Switch to an older release than the one that is used.")
  var allowOlder = false

  @Flag(help: "Do everything but the switch, and keep nothing.")
  var dryRun = false

  @Flag(help: "Print the result as JSON.")
  var json = false

  func validate() throws {
    guard (signature == nil) == (keyring == nil) else {
      throw ValidationError("`--signature` and `--keyring` need each other")
    }
    let isProven: Bool
    do throws(ReleaseError) {
      isProven = try !proof().isEmpty
      _ = try ReleaseAddress(url)
    } catch {
      throw ValidationError(error.description)
    }
    guard isProven else {
      throw ValidationError("one of --sha256, --checksum-file, --checksum-url or --signature is needed")
    }
  }

  func run() async throws {
    do {
      let update = ReleaseUpdate(
        address: try ReleaseAddress(url), proof: try proof(), directory: directory, setup: setup, isRehearsal: dryRun,
        mayBeOlder: allowOlder)
      report(try await update.run())
    } catch let error as ReleaseError {
      StandardError.write(error.description)
      throw ExitCode.failed
    }
  }

  private func proof() throws(ReleaseError) -> ReleaseProof {
    var proof = ReleaseProof(checksumFile: checksumFile)
    if let sha256 {
      guard let digest = ChecksumList.digest(hex: sha256) else {
        throw ReleaseError("`--sha256` takes 64 hexadecimal digits")
      }
      proof.digest = digest
    }
    if let checksumURL { proof.checksums = try ReleaseAddress(checksumURL) }
    if let signature, let keyring { proof.signature = (try ReleaseAddress(signature), keyring) }
    return proof
  }

  private func report(_ outcome: ReleaseUpdate.Outcome) {
    let isSwitched = !dryRun && outcome.previous != outcome.release
    if json {
      let result: JSONValue = [
        "release": .string(outcome.release), "previous": outcome.previous.map { .string($0) } ?? .null,
        "rules": .integer(outcome.rules), "switched": .boolean(isSwitched),
      ]
      print(result.serialized(indented: true))
      return
    }
    print("\(outcome.release): \(outcome.rules) rules, which load and compile")
    if dryRun {
      print("nothing was changed: this was a dry run")
    } else if isSwitched {
      let kept = outcome.previous.map { ", \($0) is kept" } ?? ""
      print("\(directory)/current leads to \(outcome.release)\(kept)")
      print("have the gateway load it: systemctl reload rampart, or kill -HUP")
    } else {
      print("\(directory)/current led to it already")
    }
  }
}
