import Crypto
import Foundation
import RampartConfiguration
import RampartCore
import Testing

@testable import RampartGateway

@Suite("A certificate and its key")
struct ServerCertificateTests {
  private static func withFolder(_ body: (String) throws -> Void) throws {
    let folder = NSTemporaryDirectory() + "rampart-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  private static func error(certificate: String, key: SecretReference) -> CertificateError? {
    guard let files = try? CertificateFiles(certificate: certificate, key: key, from: SystemSources()) else {
      Issue.record("the files cannot be read")
      return nil
    }
    do throws(CertificateError) {
      _ = try ServerCertificate(files)
      return nil
    } catch {
      return error
    }
  }

  @Test("in one file that is half written are refused without a word of the key, at every length")
  func halfWritten() throws {
    try Self.withFolder { folder in
      let local = try LocalAuthority(stateFolder: folder).leaf()
      let chain = try String(contentsOfFile: local.certificate.value.path, encoding: .utf8)
      let key = P256.Signing.PrivateKey().pemRepresentation
      let secrets = key.split(separator: "\n").filter { !$0.hasPrefix("-----") }
      let path = folder + "/combined.pem"
      for length in stride(from: 0, to: key.count, by: 7) {
        for text in [chain + key.prefix(length), key.prefix(length) + "\n" + chain] {
          try text.write(toFile: path, atomically: true, encoding: .utf8)
          let error = try #require(Self.error(certificate: path, key: .file(path)))
          for secret in secrets { #expect(!"\(error)".contains(secret.prefix(12)), "\(length)") }
        }
      }
    }
  }

  @Test("that are damaged are called so")
  func damaged() throws {
    try Self.withFolder { folder in
      let local = try LocalAuthority(stateFolder: folder).leaf()
      let path = folder + "/damaged.pem"
      let chain = try String(contentsOfFile: local.certificate.value.path, encoding: .utf8)
      try String(chain.dropLast(40)).write(toFile: path, atomically: true, encoding: .utf8)
      #expect(
        Self.error(certificate: path, key: local.key.value.reference)?.detail
          == "the PEM text in `\(path)` is damaged or not complete")
      let other = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n"
      try other.write(toFile: path, atomically: true, encoding: .utf8)
      #expect(
        Self.error(certificate: path, key: local.key.value.reference)?.detail
          == "`\(path)` holds a certificate that cannot be used: it is damaged or of an unknown kind")
    }
  }

  @Test("are told apart in a problem: a key that is no key is reported at the key")
  func place() throws {
    try Self.withFolder { folder in
      let local = try LocalAuthority(stateFolder: folder).leaf()
      let certificate = local.certificate.value.path
      let path = folder + "/text.pem"
      try "no PEM at all".write(toFile: path, atomically: true, encoding: .utf8)
      #expect(Self.error(certificate: certificate, key: .file(path))?.concernsKey == true)
      #expect(Self.error(certificate: path, key: local.key.value.reference)?.concernsKey == false)
      try Data([0xFF, 0xFE]).write(to: URL(filePath: path))
      #expect(Self.error(certificate: certificate, key: .file(path))?.concernsKey == true)
      #expect(Self.error(certificate: path, key: local.key.value.reference)?.concernsKey == false)
    }
  }

  @Test("are what they were when they were read, until they are read again")
  func contents() throws {
    try Self.withFolder { folder in
      let (old, new) = (
        try LocalAuthority(stateFolder: folder + "/a").leaf(), try LocalAuthority(stateFolder: folder + "/b").leaf()
      )
      let (certificate, key) = (old.certificate.value.path, old.key.value)
      var files = old
      let chain = try ServerCertificate(files).chain
      // Half a renewal: the new certificate is there, the new key is not.
      try Data(new.certificate.value.contents.revealed()).write(to: URL(filePath: certificate))
      #expect(try ServerCertificate(files).chain == chain)
      try files.refresh(from: SystemSources())
      #expect(files != old)
      #expect(throws: CertificateError.self) { try ServerCertificate(files) }
      guard case .file(let path) = key.reference else { return }
      try Data(new.key.value.value.revealed()).write(to: URL(filePath: path))
      try files.refresh(from: SystemSources())
      #expect(try ServerCertificate(files).chain == ServerCertificate(new).chain)
      try FileManager.default.removeItem(atPath: path)
      let before = files
      let problem = #expect(throws: ConfigurationProblem.self) { try files.refresh(from: SystemSources()) }
      #expect(problem?.detail == "cannot read `\(path)`: there is no such file")
      #expect(files == before)
    }
  }
}
