import NIOSSL
import RampartConfiguration
import RampartCore

extension UpstreamTLS {
  /// Certificates are always verified, by name too.
  init(_ options: UpstreamOptions.TLS?, address: ServerAddress) throws(CertificateError) {
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.minimumTLSVersion = .tlsv12
    configuration.applicationProtocols = ["http/1.1"]
    if let authority = options?.authority?.value {
      configuration.trustRoots = .certificates(try TrustedAuthorities.read(authority))
    }
    // An address is verified as an address; SNI is for names only (RFC 6066, 3).
    let host = if case .network(let host, _) = address { host } else { "localhost" }
    guard let context = try? NIOSSLContext(configuration: configuration) else {
      throw CertificateError("the authorities to trust for `\(address)` cannot be used")
    }
    self.init(
      context: context,
      serverName: options?.serverName ?? (IPAddress(host) == nil ? host : nil))
  }
}
