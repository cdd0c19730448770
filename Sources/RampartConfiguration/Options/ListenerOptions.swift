package import RampartCore

/// One address the gateway accepts connections at.
package struct ListenerOptions: Sendable, Hashable {
  /// Every request is led to HTTPS.
  package struct Redirect: Sendable, Hashable {
    /// The port that clients see; nil for that of the first TLS listener.
    package var port: Int?

    package init(port: Int? = nil) {
      self.port = port
    }

    static let declaration = Declaration<Redirect>.forms(
      "`https`, or a mapping with `to` and `port`",
      scalar: .choice([("https", Redirect())]),
      mapping: Declaration<Fields>.mapping(
        Fields(),
        [
          DeclaredKey("to", \.scheme, .choice([("https", .https)]), isRequired: true, "Where to."),
          DeclaredKey(
            "port", \.port, Declaration<Int>.integer(in: 1...65_535).optional,
            "The port at which clients reach HTTPS, where that is not the port of the first TLS listener."),
        ]
      ).map({ Redirect(port: $0.port) }, back: { Fields(port: $0.port) }))

    private struct Fields: Sendable {
      enum Scheme: Sendable { case https }

      var scheme = Scheme.https
      var port: Int?
    }
  }

  package var address = Positioned<ServerAddress>(value: .unix(path: ""), position: .init(line: 1, column: 1))
  /// Answer every request with a redirect instead of serving it.
  package var redirect: Redirect?
  package var tls: TLSOptions?
  package var clientCertificates: ClientCertificateOptions?
  /// Peers that begin each connection with a PROXY header; nobody else may.
  package var proxyProtocol: [AddressBlock] = []

  package static let declaration = Declaration.mapping(
    ListenerOptions(),
    [
      DeclaredKey(
        "address", \.address, Declaration<ServerAddress>.address.positioned, isRequired: true,
        "Host and port, or `unix:` and a path."),
      DeclaredKey(
        "redirect", \.redirect, Redirect.declaration.optional,
        "Answers every request with a permanent redirect to the first TLS listener, or to the port that is given."),
      DeclaredKey("tls", \.tls, TLSOptions.declaration.optional, "Serves HTTPS with these certificates."),
      DeclaredKey(
        "clientCertificates", \.clientCertificates, ClientCertificateOptions.declaration.optional,
        "Mutual TLS: asks clients for a certificate."),
      DeclaredKey(
        "proxyProtocol", \.proxyProtocol, .addressBlocks,
        "Peers that must begin each connection with a PROXY protocol header, version 1 or 2."),
    ])
}

/// The certificates of a TLS listener.
package enum TLSOptions: Sendable, Hashable {
  /// A development certificate from Rampart's own local authority.
  case local
  /// The first is the default; the others are chosen by server name.
  case certificates([CertificateFiles])

  static let declaration = Declaration.forms(
    "`local`, a mapping with `certificate` and `key`, or a list of those",
    scalar: .choice([("local", TLSOptions.local)]),
    sequence: Declaration<CertificateFiles>.list(of: CertificateFiles.declaration, atLeast: 1).map(
      { .certificates($0) },
      back: { if case .certificates(let files) = $0 { files } else { nil } }),
    mapping: CertificateFiles.declaration.map({ .certificates([$0]) }, back: { _ in nil })
  )
}

/// A certificate chain and its private key.
package struct CertificateFiles: Sendable, Hashable {
  package var certificate = Positioned(value: NamedFile(path: ""), position: .init(line: 1, column: 1))
  package var key = Positioned(value: Secret(.file("")), position: .init(line: 1, column: 1))

  private init() {}

  /// - Throws: `ConfigurationProblem` where a file cannot be read or the secret is not there.
  package init(
    certificate path: String, key reference: SecretReference, from sources: any DocumentSources
  ) throws(ConfigurationProblem) {
    do throws(FileFailure) {
      certificate.value = try NamedFile(path: path, from: sources)
    } catch {
      throw ConfigurationProblem(error, reading: path)
    }
    key.value = try Secret(reference, from: sources)
  }

  /// Takes what the files hold now.
  ///
  /// - Throws: `ConfigurationProblem` where one cannot be read; nothing has changed then.
  package mutating func refresh(from sources: any DocumentSources) throws(ConfigurationProblem) {
    let fresh = try CertificateFiles(
      certificate: certificate.value.path, key: key.value.reference, from: sources)
    (certificate.value, key.value) = (fresh.certificate.value, fresh.key.value)
  }

  static let declaration = Declaration.mapping(
    CertificateFiles(),
    [
      DeclaredKey(
        "certificate", \.certificate, Declaration<NamedFile>.file.positioned, isRequired: true,
        "PEM file with the leaf certificate first and its intermediates behind it."),
      DeclaredKey(
        "key", \.key, Declaration<Secret>.secret(orPath: true, limit: NamedFile.longest).positioned, isRequired: true,
        "PEM file of the private key, or a reference to where it is."),
    ])
}

/// Which client certificates are accepted.
package struct ClientCertificateOptions: Sendable, Hashable {
  package var authority = Positioned(value: NamedFile(path: ""), position: .init(line: 1, column: 1))
  package var isRequired = true

  /// Takes what the file holds now.
  ///
  /// - Throws: `ConfigurationProblem` where it cannot be read; nothing has changed then.
  package mutating func refresh(from sources: any DocumentSources) throws(ConfigurationProblem) {
    let path = authority.value.path
    do throws(FileFailure) {
      authority.value = try NamedFile(path: path, from: sources)
    } catch {
      throw ConfigurationProblem(error, reading: path)
    }
  }

  static let declaration = Declaration.mapping(
    ClientCertificateOptions(),
    [
      DeclaredKey(
        "authority", \.authority, Declaration<NamedFile>.file.positioned, isRequired: true,
        "PEM file with the authorities that clients' certificates must come from."),
      DeclaredKey(
        "required", \.isRequired, .boolean,
        "Whether a client without a certificate is turned away; one with a wrong certificate always is."),
    ])
}
