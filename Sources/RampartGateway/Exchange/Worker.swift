import NIOCore
import RampartWAF

/// Everything one event loop owns. It never leaves its loop, so nothing in it needs a lock.
final class Worker {
  let eventLoop: any EventLoop
  let services: Services
  /// The configuration that new exchanges see.
  private(set) var pipeline: Pipeline
  let allocator = ByteBufferAllocator()
  var identifiers = IdentifierGenerator()
  private(set) var date = HTTPDate()
  /// New work is still answered, but connections are not kept.
  private(set) var isDraining = false

  private var pools: [ObjectIdentifier: UpstreamPool] = [:]
  private var answerBuffer = ByteBuffer()
  private var workspaces: [ObjectIdentifier: Workspace] = [:]
  private var timed: [any Timed] = []
  private var isSweeping = false
  private var rotation = 0

  /// How exactly timeouts are kept.
  static let sweepInterval = TimeAmount.milliseconds(100)

  init(eventLoop: any EventLoop, pipeline: Pipeline, services: Services) {
    self.eventLoop = eventLoop
    self.pipeline = pipeline
    self.services = services
  }

  /// The event loop's time: that of the machine, or a test's.
  var now: NIODeadline { eventLoop.now }

  /// A number that is another each time, to spread ties.
  func nextRotation() -> Int {
    rotation &+= 1
    return rotation
  }

  func use(_ pipeline: Pipeline) {
    self.pipeline = pipeline
    let current = Set(pipeline.servers.map(ObjectIdentifier.init))
    let firewalls = Set(pipeline.controls.firewalls.compactMap { $0.firewall.map(ObjectIdentifier.init) })
    workspaces = workspaces.filter { firewalls.contains($0.key) }
    for (server, pool) in pools where !current.contains(server) {
      pool.retire()
      pools[server] = nil
    }
  }

  func drain() {
    isDraining = true
    for pool in pools.values { pool.retire() }
  }

  /// Ends what is still in flight, each in the way of its protocol.
  func endExchanges() {
    for object in timed {
      switch object {
      case let connection as HTTP1Connection: connection.endExchange()
      case let stream as HTTP2Stream: stream.endExchange()
      default: break
      }
    }
  }

  func pool(of server: UpstreamServer) -> UpstreamPool {
    if let pool = pools[ObjectIdentifier(server)] { return pool }
    let pool = UpstreamPool(server: server, worker: self)
    // An exchange of an earlier configuration may still return a connection: not kept, the pool is gone with it.
    if pipeline.servers.contains(where: { $0 === server }) {
      pools[ObjectIdentifier(server)] = pool
    } else {
      pool.retire()
    }
    return pool
  }

  /// The memory with which this event loop runs a firewall's rules.
  ///
  /// - Throws: where there is no memory for it.
  func workspace(of firewall: Firewall) throws(FirewallError) -> Workspace {
    if let known = workspaces[ObjectIdentifier(firewall)] { return known }
    let workspace = try firewall.makeWorkspace()
    workspaces[ObjectIdentifier(firewall)] = workspace
    return workspace
  }

  // MARK: memory

  private static let answerCapacity = 2048
  private static let largestKept = 16_384

  /// An empty buffer for an answer: the last one's, if it has left, for most answers have before the next is written.
  func takeAnswerBuffer() -> ByteBuffer {
    var buffer = ByteBuffer()
    swap(&buffer, &answerBuffer)
    // Others may still hold it; then this makes another.
    buffer.clear(minimumCapacity: Self.answerCapacity)
    return buffer
  }

  /// Call when the answer is on its way.
  func keep(answerBuffer buffer: ByteBuffer) {
    if buffer.capacity <= Self.largestKept { answerBuffer = buffer }
  }

  // MARK: time

  // One walk over all connections ten times a second costs less than a timer set and cancelled for each request.
  func register(_ object: any Timed) {
    object.registryIndex = timed.count
    timed.append(object)
    if !isSweeping {
      isSweeping = true
      scheduleSweep()
    }
  }

  func unregister(_ object: any Timed) {
    let index = object.registryIndex
    guard index < timed.count, timed[index] === object else { return }
    let last = timed.removeLast()
    if last !== object {
      timed[index] = last
      last.registryIndex = index
    }
  }

  private func scheduleSweep() {
    eventLoop.assumeIsolated().scheduleTask(in: Self.sweepInterval) { [self] in
      date.refresh()
      let now = now
      for object in timed { object.sweep(now: now) }
      if timed.isEmpty { isSweeping = false } else { scheduleSweep() }
    }
  }

  /// The date; fresh also right after a time without connections.
  func currentDate() -> HTTPDate {
    if timed.count <= 1 { date.refresh() }
    return date
  }
}

/// Something that may run out of time.
protocol Timed: AnyObject {
  /// INVARIANT: set by the worker alone.
  var registryIndex: Int { get set }
  func sweep(now: NIODeadline)
}
