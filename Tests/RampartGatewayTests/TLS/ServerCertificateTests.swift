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
    var files = CertificateFiles()
    files.certificate.value = certificate
    files.key.value = key
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
      let chain = try String(contentsOfFile: local.certificate.value, encoding: .utf8)
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
      let chain = try String(contentsOfFile: local.certificate.value, encoding: .utf8)
      try String(chain.dropLast(40)).write(toFile: path, atomically: true, encoding: .utf8)
      #expect(
        Self.error(certificate: path, key: local.key.value)?.detail
          == "the PEM text in `\(path)` is damaged or not complete")
      let other = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n"
      try other.write(toFile: path, atomically: true, encoding: .utf8)
      #expect(
        Self.error(certificate: path, key: local.key.value)?.detail
          == "`\(path)` holds a certificate that cannot be used: it is damaged or of an unknown kind")
    }
  }

  @Test("are told apart in a problem: a key that is missing is reported at the key")
  func place() throws {
    try Self.withFolder { folder in
      let local = try LocalAuthority(stateFolder: folder).leaf()
      let certificate = local.certificate.value
      #expect(Self.error(certificate: certificate, key: .environment("RAMPART_TEST_UNSET"))?.concernsKey == true)
      #expect(Self.error(certificate: certificate, key: .file(folder + "/none"))?.concernsKey == true)
      #expect(Self.error(certificate: folder + "/none", key: local.key.value)?.concernsKey == false)
    }
  }
}
