import Crypto
import NIOSSL
package import RampartConfiguration
import RampartCore
import SwiftASN1
import X509

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A certificate authority for development on one machine: `tls: local`.
///
/// Its key never leaves the state folder (folder 0700, files 0600), and its certificates are limited by a name
/// constraint to this machine's own names, so that a stolen key can impersonate nobody else (RFC 5280, 4.2.1.10).
package struct LocalAuthority: Sendable {
  package let folder: String

  package var certificatePath: String { folder + "/ca.pem" }
  private var keyPath: String { folder + "/" + Self.keyName }
  private var leafPath: String { folder + "/localhost.pem" }
  private var leafKeyPath: String { folder + "/" + Self.leafKeyName }

  private static let keyName = "ca-key.pem"
  private static let leafKeyName = "localhost-key.pem"

  private static let day = 86_400.0
  private static let authorityLifetime = 3650 * day
  private static let leafLifetime = 90 * day
  /// A leaf with less than a third of its life left is replaced.
  private static let renewal = 30 * day

  /// - Parameter stateFolder: see `StateFolder`.
  package init(stateFolder: String) {
    folder = stateFolder + "/tls"
  }

  /// The files of a leaf for localhost that is valid for some time to come; makes or renews what is missing.
  ///
  /// - Throws: `CertificateError` where the folder cannot be used.
  package func leaf() throws(CertificateError) -> CertificateFiles {
    let privateFolder = PrivateFolder(path: folder)
    try privateFolder.prepare()
    for name in [Self.keyName, Self.leafKeyName] { try privateFolder.secure(name) }
    if let files = usableFiles() { return files }
    // Instances that start together would overwrite each other's half of a pair.
    return try privateFolder.locked { () throws(CertificateError) in
      if let files = usableFiles() { return files }
      try issueLeaf()
      guard let files = usableFiles() else { throw CertificateError("the certificate in `\(leafPath)` cannot be used") }
      return files
    }
  }

  private func issueLeaf() throws(CertificateError) {
    do {
      try makeLeaf()
    } catch let error as CertificateError {
      throw error
    } catch {
      throw CertificateError("the certificate for localhost could not be made")
    }
  }

  private func makeLeaf() throws {
    let (authority, key) = try authority()
    let leafKey = P256.Signing.PrivateKey()
    let leaf = try certificate(
      subject: "localhost", publicKey: .init(leafKey.publicKey), issuer: authority.subject, key: key,
      lifetime: Self.leafLifetime,
      extensions: Certificate.Extensions {
        Critical(BasicConstraints.notCertificateAuthority)
        Critical(KeyUsage(digitalSignature: true))
        try ExtendedKeyUsage([.serverAuth])
        SubjectAlternativeNames(Self.leafNames)
        AuthorityKeyIdentifier(keyIdentifier: Self.keyIdentifier(authority.publicKey))
      })
    try write(leafKey.pemRepresentation, to: leafKeyPath)
    try write(
      leaf.serializeAsPEM().pemString + "\n" + authority.serializeAsPEM().pemString + "\n", to: leafPath)
  }

  private func usableFiles() -> CertificateFiles? {
    guard let files = try? CertificateFiles(certificate: leafPath, key: .file(leafKeyPath), from: SystemSources()),
      let leaf = try? ServerCertificate(files), leaf.notAfter > Date().addingTimeInterval(Self.renewal),
      let authority = try? String(contentsOfFile: certificatePath, encoding: .utf8),
      let root = try? Certificate(pemEncoded: authority), root.notValidAfter > Date(),
      // A leaf of an authority that is gone would be trusted by nobody.
      let trusted = try? NIOSSLCertificate(bytes: Array(authority.utf8), format: .pem), leaf.chain.last == trusted
    else { return nil }
    return files
  }

  private func authority() throws -> (Certificate, Certificate.PrivateKey) {
    if let text = try? String(contentsOfFile: certificatePath, encoding: .utf8),
      let keyText = try? String(contentsOfFile: keyPath, encoding: .utf8),
      let certificate = try? Certificate(pemEncoded: text), let key = try? Certificate.PrivateKey(pemEncoded: keyText),
      certificate.publicKey == key.publicKey, certificate.notValidAfter > Date().addingTimeInterval(Self.leafLifetime)
    {
      return (certificate, key)
    }
    let key = P256.Signing.PrivateKey()
    let name = "Rampart local authority \(String(UInt32.random(in: 0...UInt32.max), radix: 16))"
    let privateKey = Certificate.PrivateKey(key)
    let authority = try certificate(
      subject: name, publicKey: privateKey.publicKey, issuer: nil, key: privateKey, lifetime: Self.authorityLifetime,
      extensions: Certificate.Extensions {
        Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
        Critical(KeyUsage(keyCertSign: true, cRLSign: true))
        Critical(NameConstraints(permittedDNSDomains: ["localhost"], permittedIPRanges: Self.loopbackRanges))
        SubjectKeyIdentifier(keyIdentifier: Self.keyIdentifier(privateKey.publicKey))
      })
    try write(key.pemRepresentation, to: keyPath)
    try write(authority.serializeAsPEM().pemString + "\n", to: certificatePath)
    return (authority, privateKey)
  }

  private func certificate(
    subject: String,
    publicKey: Certificate.PublicKey,
    issuer: DistinguishedName?,
    key: Certificate.PrivateKey,
    lifetime: Double,
    extensions: Certificate.Extensions
  ) throws -> Certificate {
    let name = try DistinguishedName { CommonName(subject) }
    let now = Date()
    return try Certificate(
      version: .v3, serialNumber: .init(), publicKey: publicKey,
      // An hour back, for clocks that differ.
      notValidBefore: now.addingTimeInterval(-3600), notValidAfter: now.addingTimeInterval(lifetime),
      issuer: issuer ?? name, subject: name, signatureAlgorithm: .ecdsaWithSHA256, extensions: extensions,
      issuerPrivateKey: key)
  }

  private static let leafNames: [GeneralName] = [
    .dnsName("localhost"), .dnsName("*.localhost"),
    .ipAddress(ASN1OctetString(contentBytes: [127, 0, 0, 1])),
    .ipAddress(ASN1OctetString(contentBytes: ArraySlice(Array(repeating: 0, count: 15) + [1]))),
  ]

  /// Addresses with their masks.
  private static let loopbackRanges: [ASN1OctetString] = [
    ASN1OctetString(contentBytes: [127, 0, 0, 0, 255, 0, 0, 0]),
    ASN1OctetString(
      contentBytes: ArraySlice(Array(repeating: 0, count: 15) + [1] + Array(repeating: 255, count: 16))),
  ]

  private static func keyIdentifier(_ key: Certificate.PublicKey) -> ArraySlice<UInt8> {
    ArraySlice(Insecure.SHA1.hash(data: key.subjectPublicKeyInfoBytes))
  }

  /// Written beside and renamed, so that nobody ever reads half a file or a key with another mode.
  private func write(_ text: String, to path: String) throws {
    do {
      try PrivateFile.write(Array(text.utf8), to: path)
    } catch {
      throw CertificateError("cannot write `\(path)`")
    }
  }
}
