import NIOSSL
import RampartCore

/// TLS to a Redis server. The certificate is always verified, by name too (CWE-295, CWE-297).
public struct RedisTLS: Sendable {
  let context: NIOSSLContext
  /// The name that the certificate must bear; nil for the host of the address.
  public let serverName: String?

  /// TLS 1.2 at least.
  ///
  /// - Parameters:
  ///   - authority: a PEM file of the authorities to trust instead of the system's.
  ///   - serverName: the name that the certificate must bear; without it, the host of the address. For the nodes of a
  ///     cluster that are known by address only.
  /// - Throws: `RedisError` of the kind `options` where the file holds no certificate or the name is no host name.
  public init(authority: String? = nil, serverName: String? = nil) throws(RedisError) {
    try self.init(
      authorities: try authority.map { path throws(RedisError) in
        try Self.authorities(in: path, try? NIOSSLCertificate.fromPEMFile(path))
      }, serverName: serverName)
  }

  /// - Throws: `RedisError` of the kind `options`.
  init(authorityFile: NamedFile?, serverName: String?) throws(RedisError) {
    try self.init(
      authorities: try authorityFile.map { file throws(RedisError) in
        try Self.authorities(in: file.path, try? NIOSSLCertificate.fromPEMBytes(file.contents.revealed()))
      }, serverName: serverName)
  }

  private init(authorities: [NIOSSLCertificate]?, serverName: String?) throws(RedisError) {
    if let serverName { try Self.check(serverName) }
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.minimumTLSVersion = .tlsv12
    configuration.certificateVerification = .fullVerification
    if let authorities { configuration.trustRoots = .certificates(authorities) }
    do {
      context = try NIOSSLContext(configuration: configuration)
    } catch {
      throw RedisError(.options, "the TLS settings cannot be used")
    }
    self.serverName = serverName
  }

  /// An address is verified as an address; SNI is for names only (RFC 6066, 3).
  func handler(for address: ServerAddress) throws -> NIOSSLClientHandler {
    let host: String? =
      switch address {
      case .network(let host, _): IPAddress(host) == nil ? host : nil
      case .unix: nil
      }
    return try NIOSSLClientHandler(context: context, serverHostname: serverName ?? host)
  }

  private static func authorities(
    in path: String, _ certificates: [NIOSSLCertificate]?
  ) throws(RedisError) -> [NIOSSLCertificate] {
    guard let certificates, !certificates.isEmpty else {
      throw RedisError(.options, "`\(path)` holds no PEM certificate")
    }
    return certificates
  }

  private static func check(_ serverName: String) throws(RedisError) {
    guard case .network(let host, _)? = ServerAddress("\(serverName):1"), !serverName.isEmpty,
      IPAddress(host) == nil
    else {
      throw RedisError(.options, "the server name for TLS is not a host name")
    }
  }
}
