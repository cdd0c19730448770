import NIOCore
import NIOHTTP2
import NIOSSL
import NIOTLS
import RampartConfiguration
import RampartCore

/// Sets up a new connection: limits, PROXY header, TLS, and the protocol that was agreed on.
struct ConnectionAcceptor {
  let address: ServerAddress
  let worker: Worker
  let services: Services

  func accept(_ channel: any Channel) throws {
    guard let settings = worker.pipeline.listeners[address] else { throw ChannelError.ioOnClosedChannel }
    let peer = channel.remoteAddress.flatMap(IPAddress.init) ?? Self.localPeer
    if case .local(let handler) = settings.role, handler.isForOperators {
      try begin(channel, settings, peer: peer)
      return
    }
    if let refusal = services.connections.open(limit: worker.pipeline.limits.connections) {
      services.metrics.refusedConnection(refusal.rawValue)
      throw ChannelError.ioOnClosedChannel
    }
    let pipeline = channel.pipeline.syncOperations
    let connection = ConnectionGuard(worker: worker, services: services)
    try pipeline.addHandler(connection)
    guard settings.proxyProtocol.contains(where: { $0.contains(peer) }) else {
      // Everybody behind a Unix socket has the same address, and so is nobody in particular.
      if channel.remoteAddress?.ipAddress != nil { try connection.identify(peer) }
      try begin(channel, settings, peer: peer)
      return
    }
    try pipeline.addHandler(
      PROXYProtocolHandler(worker: worker) { [self] announced in
        try connection.identify(announced ?? peer)
        try begin(channel, settings, peer: announced ?? peer)
      })
  }

  // Who connects through a Unix socket is on this machine.
  private static let localPeer = IPAddress(v4: 0x7F00_0001)

  private func begin(_ channel: any Channel, _ settings: ListenerSettings, peer: IPAddress) throws {
    let pipeline = channel.pipeline.syncOperations
    // Before the handshake: what changes while it goes on ends this admission.
    let facts = ConnectionFacts(
      listener: settings, peer: peer, isTrusted: worker.pipeline.clientAddress.trusts(peer),
      isSecure: settings.tls != nil, admission: settings.admission, pipeline: worker.pipeline)
    guard let tls = settings.tls else {
      try pipeline.addHandler(HTTP1Connection(worker: worker, facts: facts))
      return
    }
    try pipeline.addHandler(tls.handler())
    try pipeline.addHandler(
      TLSHandshakeHandler(worker: worker) { [self] protocolName in
        if protocolName == "h2" {
          try addHTTP2(to: channel, facts)
        } else {
          try pipeline.addHandler(HTTP1Connection(worker: worker, facts: facts))
        }
      })
  }

  private func addHTTP2(to channel: any Channel, _ facts: ConnectionFacts) throws {
    let fields = HTTP2Fields()
    let manager = HTTP2ConnectionManager(worker: worker, fields: fields, admission: facts.admission)
    let shared = NIOLoopBound(
      (worker: worker, facts: facts, manager: manager, fields: fields), eventLoop: channel.eventLoop)
    let http2 = NIOHTTP2Handler(
      mode: .server, eventLoop: channel.eventLoop, connectionConfiguration: .rampart(worker.pipeline.limits),
      streamConfiguration: .rampart,
      streamDelegate: HTTP2StreamCounter(manager, eventLoop: channel.eventLoop)
    ) { stream in
      stream.eventLoop.makeCompletedFuture {
        let (worker, facts, manager, fields) = shared.value
        try stream.pipeline.syncOperations.addHandler(
          HTTP2Stream(
            worker: worker, facts: facts, fields: fields, onMalformedMessage: manager.receivedMalformedMessage))
      }
    }
    let pipeline = channel.pipeline.syncOperations
    // Who does not take the answers is not read from either.
    try pipeline.addHandler(BackPressureHandler())
    try pipeline.addHandler(HTTP2FrameGuard(manager, fields: fields, worker: worker))
    try pipeline.addHandler(http2)
    try pipeline.addHandler(manager)
  }
}

extension IPAddress {
  /// Nil for a Unix socket.
  init?(_ address: SocketAddress) {
    guard let text = address.ipAddress else { return nil }
    // A link-local address carries its zone: `fe80::1%eth0`.
    self.init(text.prefix { $0 != "%" })
  }
}

extension NIOHTTP2Handler.ConnectionConfiguration {
  static func rampart(_ limits: LimitOptions) -> Self {
    var configuration = Self()
    configuration.initialSettings = [
      HTTP2Setting(parameter: .maxConcurrentStreams, value: 100),
      // A client that keeps to it would not learn from an answer that a head is too large; so what is told is what is
      // read, in which the limit of a head is looked for.
      HTTP2Setting(parameter: .maxHeaderListSize, value: HTTP2FieldFrames.maximumBlock(limit: limits.requestHead)),
      HTTP2Setting(parameter: .initialWindowSize, value: 256 << 10),
      HTTP2Setting(parameter: .enablePush, value: 0),
    ]
    configuration.targetWindowSize = 1 << 20
    // `HTTP2Stream` looks at them itself, so that the log has what is refused.
    configuration.headerBlockValidation = .disabled
    configuration.contentLengthValidation = .disabled
    return configuration
  }
}

extension NIOHTTP2Handler.StreamConfiguration {
  static var rampart: Self {
    var configuration = Self()
    configuration.targetWindowSize = 256 << 10
    configuration.outboundBufferSizeHighWatermark = 16 << 10
    configuration.outboundBufferSizeLowWatermark = 8 << 10
    return configuration
  }
}
