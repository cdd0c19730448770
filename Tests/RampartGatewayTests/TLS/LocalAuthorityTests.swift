import Foundation
import NIOSSL
import RampartConfiguration
import RampartCore
import Synchronization
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
      let first = try Data(contentsOf: URL(filePath: files.certificate.value.path))
      _ = try authority.leaf()
      #expect(try Data(contentsOf: URL(filePath: files.certificate.value.path)) == first)
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
      let text = try String(contentsOfFile: files.certificate.value.path, encoding: .utf8)
      let leaf = text.components(separatedBy: "-----END CERTIFICATE-----")[0] + "-----END CERTIFICATE-----\n"
      let foreign = try String(contentsOfFile: other.certificatePath, encoding: .utf8)
      try (leaf + foreign).write(toFile: files.certificate.value.path, atomically: true, encoding: .utf8)
      var changed = files
      try changed.refresh(from: SystemSources())
      #expect(throws: CertificateError.self) { try ServerCertificate(changed) }
    }
  }

  @Test("ends with one set of files where many ask at once")
  func together() throws {
    for _ in 0..<5 {
      try Self.withFolder { folder in
        let chains = Mutex<Set<Data>>([])
        let failures = Mutex<[String]>([])
        DispatchQueue.concurrentPerform(iterations: 16) { _ in
          do {
            let authority = LocalAuthority(stateFolder: folder)
            let files = try authority.leaf()
            _ = try ServerCertificate(files)
            let chain = try Data(contentsOf: URL(filePath: files.certificate.value.path))
            chains.withLock { _ = $0.insert(chain) }
          } catch {
            failures.withLock { $0.append("\(error)") }
          }
        }
        #expect(failures.withLock { $0 } == [])
        #expect(chains.withLock { $0.count } == 1)
        let root = try Data(contentsOf: URL(filePath: folder + "/tls/ca.pem"))
        let text = String(decoding: root, as: UTF8.self)
        #expect(chains.withLock { $0.allSatisfy { String(decoding: $0, as: UTF8.self).hasSuffix(text) } })
        #expect(try Self.mode(folder + "/tls/lock") == 0o600)
      }
    }
  }

  @Test("makes a leaf anew when its authority was replaced")
  func replaced() throws {
    try Self.withFolder { folder in
      let authority = LocalAuthority(stateFolder: folder + "/a")
      let before = try ServerCertificate(authority.leaf()).chain
      let other = LocalAuthority(stateFolder: folder + "/b")
      _ = try other.leaf()
      for name in ["ca.pem", "ca-key.pem"] {
        try FileManager.default.removeItem(atPath: "\(authority.folder)/\(name)")
        try FileManager.default.copyItem(atPath: "\(other.folder)/\(name)", toPath: "\(authority.folder)/\(name)")
      }
      let after = try ServerCertificate(authority.leaf()).chain
      #expect(after.last != before.last)
      #expect(try after.last == ServerCertificate(other.leaf()).chain.last)
    }
  }

  @Test("closes a folder and keys that somebody opened to others")
  func modes() throws {
    try Self.withFolder { folder in
      let authority = LocalAuthority(stateFolder: folder)
      _ = try authority.leaf()
      try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: authority.folder)
      for name in ["ca-key.pem", "localhost-key.pem"] {
        try FileManager.default.setAttributes([.posixPermissions: 0o666], ofItemAtPath: "\(authority.folder)/\(name)")
      }
      _ = try authority.leaf()
      #expect(try Self.mode(authority.folder) == 0o700)
      #expect(try Self.mode(authority.folder + "/ca-key.pem") == 0o600)
      #expect(try Self.mode(authority.folder + "/localhost-key.pem") == 0o600)
    }
  }

  @Test("follows no link to another folder, and changes nothing there")
  func linkedFolder() throws {
    try Self.withFolder { folder in
      let elsewhere = folder + "/elsewhere"
      try FileManager.default.createDirectory(atPath: elsewhere, withIntermediateDirectories: true)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: elsewhere)
      try FileManager.default.createSymbolicLink(atPath: folder + "/tls", withDestinationPath: elsewhere)
      let error = #expect(throws: CertificateError.self) { try LocalAuthority(stateFolder: folder).leaf() }
      #expect(error?.detail.contains("is a symbolic link") == true)
      #expect(try Self.mode(elsewhere) == 0o755)
      #expect(try FileManager.default.contentsOfDirectory(atPath: elsewhere) == [])
    }
  }

  @Test("follows no link in the place of a key")
  func linkedKey() throws {
    try Self.withFolder { folder in
      let authority = LocalAuthority(stateFolder: folder)
      _ = try authority.leaf()
      let key = authority.folder + "/ca-key.pem"
      try FileManager.default.moveItem(atPath: key, toPath: folder + "/moved.pem")
      try FileManager.default.createSymbolicLink(atPath: key, withDestinationPath: folder + "/moved.pem")
      let error = #expect(throws: CertificateError.self) { try authority.leaf() }
      #expect(error?.detail.contains("`\(key)` is a symbolic link") == true)
    }
  }

  @Test("takes no folder that belongs to somebody else", .enabled(if: geteuid() == 0, "needs root to give one away"))
  func foreignFolder() throws {
    try Self.withFolder { folder in
      try FileManager.default.createDirectory(atPath: folder + "/tls", withIntermediateDirectories: true)
      #expect(chown(folder + "/tls", 65534, 65534) == 0)
      let error = #expect(throws: CertificateError.self) { try LocalAuthority(stateFolder: folder).leaf() }
      #expect(error?.detail.contains("belongs to somebody else") == true)
    }
  }
}
