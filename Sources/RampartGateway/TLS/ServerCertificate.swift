import Crypto
import NIOSSL
import RampartConfiguration
import RampartCore
import SwiftASN1
import X509

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A certificate chain and its key, read and found to belong together.
struct ServerCertificate: Sendable {
  let chain: [NIOSSLCertificate]
  let key: NIOSSLPrivateKey
  /// The DNS names of the leaf, lower case.
  let names: [String]
  let notAfter: Date

  /// - Throws: `CertificateError` with the file and what is wrong with it.
  init(_ files: CertificateFiles) throws(CertificateError) {
    let path = files.certificate.value.path
    let secret = files.key.value
    guard let pem = String(validating: files.certificate.value.contents.revealed(), as: UTF8.self) else {
      throw CertificateError("`\(path)` is no PEM text")
    }
    guard let keyPEM = String(validating: secret.value.revealed(), as: UTF8.self).map(Redacted.init) else {
      throw CertificateError("\(secret) holds no PEM private key", concernsKey: true)
    }
    let certificates: [Certificate]
    // A parser's own error repeats what it could not read, and a key may stand in the same file (CWE-532): no error of
    // a library becomes part of a message here.
    guard let documents = try? PEMDocuments.all(pem) else {
      throw CertificateError("the PEM text in `\(path)` is damaged or not complete")
    }
    do {
      certificates = try PEMDocuments.certificates(documents)
      chain = try certificates.map { try NIOSSLCertificate(bytes: $0.derBytes(), format: .der) }
    } catch {
      throw CertificateError("`\(path)` holds a certificate that cannot be used: it is damaged or of an unknown kind")
    }
    let privateKey: Certificate.PrivateKey
    do {
      guard let document = try PEMDocuments.privateKey(keyPEM.revealed()) else {
        throw CertificateError("\(secret) holds no PEM private key", concernsKey: true)
      }
      guard document.discriminator != "ENCRYPTED PRIVATE KEY", !keyPEM.revealed().contains("Proc-Type: 4,ENCRYPTED")
      else {
        throw CertificateError(
          "the key in \(secret) is encrypted, and there is nobody to type its password", concernsKey: true
        )
      }
      privateKey = try Certificate.PrivateKey(pemDocument: document)
      key = try NIOSSLPrivateKey(bytes: Array(document.pemString.utf8), format: .pem)
    } catch let error as CertificateError {
      throw error
    } catch {
      throw CertificateError(
        "the key in \(secret) cannot be used: it is damaged or of an unknown kind", concernsKey: true)
    }
    guard let leaf = certificates.first else { throw CertificateError("`\(path)` holds no PEM certificate") }
    guard leaf.publicKey == privateKey.publicKey else {
      throw CertificateError(
        "the key in \(secret) does not belong to the first certificate in `\(path)`", concernsKey: true)
    }
    for (child, parent) in zip(certificates, certificates.dropFirst()) {
      guard child.issuer == parent.subject, parent.publicKey.isValidSignature(child.signature, for: child) else {
        throw CertificateError(
          "the chain in `\(path)` is broken: \(Excerpt.of(child.subject.description)) was not issued by the certificate behind it"
        )
      }
    }
    notAfter = leaf.notValidAfter
    names = Self.names(of: leaf)
  }

  /// Whether a TLS server name is one of the certificate's (RFC 6125, 6.4: `*` stands for one label).
  func serves(_ serverName: String) -> Bool {
    names.contains { name in
      guard name.hasPrefix("*.") else { return name == serverName }
      guard let dot = serverName.firstIndex(of: "."), dot != serverName.startIndex else { return false }
      return serverName[dot...] == name.dropFirst()
    }
  }

  private static func names(of certificate: Certificate) -> [String] {
    let alternatives = try? certificate.extensions.subjectAlternativeNames
    return (alternatives.map(Array.init) ?? []).compactMap { name in
      if case .dnsName(let name) = name { name.lowercased() } else { nil }
    }
  }
}

extension Certificate {
  fileprivate func derBytes() throws -> [UInt8] {
    var serializer = DER.Serializer()
    try serializer.serialize(self)
    return serializer.serializedBytes
  }
}

/// Why a certificate cannot be used.
package struct CertificateError: Error, Hashable, CustomStringConvertible {
  package let code = "tls.certificate"
  package let detail: String
  /// Whether it is the key that is wrong.
  let concernsKey: Bool

  init(_ detail: String, concernsKey: Bool = false) {
    self.detail = detail
    self.concernsKey = concernsKey
  }

  package var description: String { detail }
}
