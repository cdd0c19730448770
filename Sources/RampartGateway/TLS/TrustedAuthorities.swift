import NIOSSL
import RampartCore

/// The certificates in a file of authorities.
enum TrustedAuthorities {
  static func read(_ file: NamedFile) throws(CertificateError) -> [NIOSSLCertificate] {
    let certificates = try? NIOSSLCertificate.fromPEMBytes(file.contents.revealed())
    guard let certificates, !certificates.isEmpty else {
      throw CertificateError("`\(file)` holds no PEM certificate")
    }
    return certificates
  }
}
