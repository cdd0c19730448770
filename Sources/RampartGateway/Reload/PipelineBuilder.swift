import Logging
import NIOCore
import RampartConfiguration
import RampartCore

/// Makes a configuration ready to serve, or throws and leaves nothing behind.
struct PipelineBuilder {
  let metrics: GatewayMetrics
  let stateFolder: String
  let group: any EventLoopGroup
  let logger: Logger
  var resolver: any NameResolver = SystemNameResolver()

  /// - Parameter previous: whose servers go on where they are the same, with their connections and their health.
  func build(_ configuration: GatewayConfiguration, previous: Pipeline?) throws -> Pipeline {
    let verifies = configuration.upstreams.contains { $0.value.servers.contains(where: \.isTLS) }
    let systemAuthorities = verifies ? SystemAuthorities.current() : nil
    let known = Dictionary(
      (previous?.servers ?? []).map { ($0.identity, $0) }, uniquingKeysWith: { first, _ in first })
    let upstreams = try configuration.upstreams.map { name, options in
      Upstream(
        name: name, options: options,
        servers: try options.servers.map { address in
          let identity = UpstreamServer.Identity(
            upstream: name, address: address, options: options, systemAuthorities: systemAuthorities)
          return try known[identity] ?? makeServer(identity)
        })
    }
    // What firewalls have compiled is kept there.
    if !configuration.waf.isEmpty { try PrivateFolder(path: stateFolder).prepare() }
    var controls = ControlBuilder(
      configuration, previous: previous?.controls.memory ?? ControlMemory(), group: group,
      stateFolder: stateFolder, logger: logger)
    return Pipeline(
      configuration: configuration, upstreams: upstreams, listeners: try listeners(configuration, previous: previous),
      controls: try controls.build(), metrics: metrics)
  }

  private func makeServer(_ identity: UpstreamServer.Identity) throws -> UpstreamServer {
    let address = identity.address
    return UpstreamServer(
      identity: identity,
      tls: address.isTLS ? try UpstreamTLS(identity.options.tls?.value, address: address.address) : nil,
      addresses: addresses(of: address.address),
      metrics: metrics.server(upstream: identity.upstream, server: address.description))
  }

  private func addresses(of address: ServerAddress) -> ServerAddresses? {
    guard case .network(let host, let port) = address, IPAddress(host) == nil else { return nil }
    return ServerAddresses(name: host, port: port, resolver: resolver, logger: logger)
  }

  private func listeners(
    _ configuration: GatewayConfiguration, previous: Pipeline?
  ) throws -> [ServerAddress: ListenerSettings] {
    var settings: [ServerAddress: ListenerSettings] = [:]
    for options in configuration.listeners {
      let address = options.address.value
      let admission = admission(at: address, options, previous)
      settings[address] = ListenerSettings(
        address: address,
        role: options.redirect.map { .local(RedirectHandler(port: configuration.port(of: $0))) } ?? .gateway,
        tls: try options.tls.map { try listenerTLS($0, admission) }, plainAdmission: admission,
        proxyProtocol: options.proxyProtocol)
    }
    if let admin = configuration.admin?.address {
      settings[admin] = ListenerSettings(
        address: admin, role: .local(AdminPages()), plainAdmission: admission(at: admin, nil, previous))
    }
    return settings
  }

  /// The one that connections were let in under so far, where nothing else is asked of them.
  private func admission(at address: ServerAddress, _ options: ListenerOptions?, _ previous: Pipeline?) -> Admission {
    let terms = Admission.Terms(isTLS: options?.tls != nil, clientCertificates: options?.clientCertificates)
    let known = previous?.listeners[address]?.admission
    return known.flatMap { $0.terms == terms ? $0 : nil } ?? Admission(terms)
  }

  private func listenerTLS(_ options: TLSOptions, _ admission: Admission) throws -> ListenerTLS {
    switch options {
    case .certificates(let files): try ListenerTLS(files: files, admission: admission)
    case .local:
      try ListenerTLS(files: [LocalAuthority(stateFolder: stateFolder).leaf()], admission: admission)
    }
  }
}

extension GatewayConfiguration {
  /// Where a redirect leads.
  func port(of redirect: ListenerOptions.Redirect) -> Int {
    if let port = redirect.port { return port }
    for listener in listeners where listener.tls != nil {
      if case .network(_, let port) = listener.address.value { return port }
    }
    return 443
  }
}
