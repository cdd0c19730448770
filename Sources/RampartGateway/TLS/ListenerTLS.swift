import NIOCore
import NIOSSL
import RampartConfiguration
import RampartCore
import Synchronization

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A listener's TLS: the context for new connections, replaced as a whole when its certificates change.
///
/// The settings are Mozilla's intermediate profile (Server Side TLS 5.7): TLS 1.2 and 1.3, ephemeral keys on X25519,
/// P-256 and P-384, authenticated ciphers only. BoringSSL has no finite-field Diffie-Hellman, so the profile's two DHE
/// suites are left out.
final class ListenerTLS: Sendable {
  private struct State {
    var context: NIOSSLContext
    var files: [CertificateFiles]
    var admission: Admission
    var notAfter: Date
  }

  private let state: Mutex<State>

  /// - Parameters:
  ///   - files: the first is the default.
  ///   - admission: what is asked of clients.
  /// - Throws: `CertificateError` where a file is wrong; nothing is half set up.
  init(files: [CertificateFiles], admission: Admission) throws(CertificateError) {
    state = Mutex(try Self.state(files, admission))
  }

  /// How clients are let in now.
  var admission: Admission { state.withLock(\.admission) }

  /// When the first of the certificates ends.
  var notAfter: Date { state.withLock(\.notAfter) }

  func handler() -> NIOSSLServerHandler {
    NIOSSLServerHandler(context: state.withLock(\.context))
  }

  /// Uses what the files hold now, if that is something else: wherever links lead to by now, and whatever the system says
  /// of their times.
  ///
  /// - Returns: whether it was.
  /// - Throws: `CertificateError` where the new ones are wrong; the old ones stay in use.
  func renew() throws(CertificateError) -> Bool {
    let current = state.withLock { $0 }
    let sources = DocumentSnapshot(SystemSources())
    var (files, terms) = (current.files, current.admission.terms)
    do throws(ConfigurationProblem) {
      for index in files.indices { try files[index].refresh(from: sources) }
      try terms.clientCertificates?.refresh(from: sources)
    } catch {
      throw CertificateError(error.detail)
    }
    guard files != current.files || terms != current.admission.terms else { return false }
    let admission = terms == current.admission.terms ? current.admission : Admission(terms)
    let fresh = try Self.state(files, admission)
    state.withLock { $0 = fresh }
    // Whoever began a handshake under the old terms holds their admission, and is turned away by it.
    if admission !== current.admission { current.admission.end() }
    return true
  }

  private static func state(_ files: [CertificateFiles], _ admission: Admission) throws(CertificateError) -> State {
    var certificates: [ServerCertificate] = []
    for each in files { certificates.append(try ServerCertificate(each)) }
    return State(
      context: try context(certificates, admission.terms.clientCertificates), files: files, admission: admission,
      notAfter: certificates.map(\.notAfter).min() ?? .distantFuture)
  }

  private static func context(
    _ certificates: [ServerCertificate],
    _ clientCertificates: ClientCertificateOptions?
  ) throws(CertificateError) -> NIOSSLContext {
    guard let first = certificates.first else { throw CertificateError("a TLS listener needs a certificate") }
    var configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: first.chain.map { .certificate($0) }, privateKey: .privateKey(first.key))
    configuration.minimumTLSVersion = .tlsv12
    configuration.cipherSuites = intermediateCiphers
    configuration.curves = [.x25519, .secp256r1, .secp384r1]
    configuration.applicationProtocols = ["h2", "http/1.1"]
    configuration.renegotiationSupport = .none
    // Our close_notify says that nothing is missing; theirs would tell us nothing.
    configuration.shutdownTimeout = .milliseconds(500)
    if let clientCertificates {
      configuration.trustRoots = .certificates(try TrustedAuthorities.read(clientCertificates.authority.value))
      configuration.certificateVerification =
        clientCertificates.isRequired ? .noHostnameVerification : .optionalVerification
    }
    if certificates.count > 1 {
      configuration.sslContextCallback = { values, promise in
        promise.succeed(choice(values.serverHostname, among: certificates))
      }
    }
    guard let context = try? NIOSSLContext(configuration: configuration) else {
      throw CertificateError("the certificate or its key is of a kind that TLS cannot serve")
    }
    return context
  }

  private static func choice(
    _ serverName: String?,
    among certificates: [ServerCertificate]
  ) -> NIOSSLContextConfigurationOverride {
    var override = NIOSSLContextConfigurationOverride()
    if let name = serverName?.lowercased(), let certificate = certificates.first(where: { $0.serves(name) }) {
      override.certificateChain = certificate.chain.map { .certificate($0) }
      override.privateKey = .privateKey(certificate.key)
    }
    return override
  }

  private static let intermediateCiphers = [
    "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384",
    "ECDHE-RSA-AES256-GCM-SHA384", "ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-RSA-CHACHA20-POLY1305",
  ].joined(separator: ":")
}
