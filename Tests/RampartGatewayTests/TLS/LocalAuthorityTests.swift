import Foundation
import NIOSSL
import RampartConfiguration
import RampartCore
import Testing

@testable import RampartGateway

@Suite("The local certificate authority")
struct LocalAuthorityTests {
  private static func withFolder(_ body: (String) throws -> Void) throws {
    let folder = NSTemporaryDirectory() + "rampart-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  private static func mode(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  @Test("makes files that only their owner may read, and uses them again")
  func files() throws {
    try Self.withFolder { folder in
      let authority = LocalAuthority(stateFolder: folder)
      let files = try authority.leaf()
      #expect(try Self.mode(folder + "/tls") == 0o700)
      for name in ["ca.pem", "ca-key.pem", "localhost.pem", "localhost-key.pem"] {
        #expect(try Self.mode("\(folder)/tls/\(name)") == 0o600, "\(name)")
      }
      let first = try Data(contentsOf: URL(filePath: files.certificate.value))
      _ = try authority.leaf()
      #expect(try Data(contentsOf: URL(filePath: files.certificate.value)) == first)
    }
  }

  @Test("issues a chain that belongs together and serves localhost")
  func chain() throws {
    try Self.withFolder { folder in
      let certificate = try ServerCertificate(LocalAuthority(stateFolder: folder).leaf())
      #expect(certificate.chain.count == 2)
      #expect(certificate.serves("localhost"))
      #expect(certificate.serves("app.localhost"))
      #expect(!certificate.serves("example.org"))
      #expect(certificate.notAfter > Date().addingTimeInterval(80 * 86_400))
    }
  }

  @Test("makes a leaf anew when it is gone or its key is another, with the same authority")
  func renewal() throws {
    try Self.withFolder { folder in
      let authority = LocalAuthority(stateFolder: folder)
      _ = try authority.leaf()
      let root = try Data(contentsOf: URL(filePath: authority.certificatePath))
      try FileManager.default.removeItem(atPath: folder + "/tls/localhost-key.pem")
      _ = try ServerCertificate(authority.leaf())
      try Data("not a key".utf8).write(to: URL(filePath: folder + "/tls/localhost-key.pem"))
      _ = try ServerCertificate(authority.leaf())
      #expect(try Data(contentsOf: URL(filePath: authority.certificatePath)) == root)
    }
  }

  @Test("is refused with a key that is not the certificate's")
  func mismatch() throws {
    try Self.withFolder { folder in
      let files = try LocalAuthority(stateFolder: folder + "/a").leaf()
      var wrong = try LocalAuthority(stateFolder: folder + "/b").leaf()
      wrong.certificate = files.certificate
      #expect(throws: CertificateError.self) { try ServerCertificate(wrong) }
    }
  }

  @Test("is refused with a chain whose parts do not belong together")
  func brokenChain() throws {
    try Self.withFolder { folder in
      let files = try LocalAuthority(stateFolder: folder + "/a").leaf()
      let other = LocalAuthority(stateFolder: folder + "/b")
      _ = try other.leaf()
      let text = try String(contentsOfFile: files.certificate.value, encoding: .utf8)
      let leaf = text.components(separatedBy: "-----END CERTIFICATE-----")[0] + "-----END CERTIFICATE-----\n"
      let foreign = try String(contentsOfFile: other.certificatePath, encoding: .utf8)
      try (leaf + foreign).write(toFile: files.certificate.value, atomically: true, encoding: .utf8)
      #expect(throws: CertificateError.self) { try ServerCertificate(files) }
    }
  }
}
