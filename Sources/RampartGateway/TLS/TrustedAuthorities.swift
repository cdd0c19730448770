import NIOSSL

/// The certificates in a file of authorities.
enum TrustedAuthorities {
  static func read(_ path: String) throws(CertificateError) -> [NIOSSLCertificate] {
    let certificates = try? NIOSSLCertificate.fromPEMFile(path)
    guard let certificates, !certificates.isEmpty else {
      throw CertificateError("`\(path)` holds no PEM certificate")
    }
    return certificates
  }
}
