import Logging
import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import RampartGateway

/// A name that moves when the test says so.
private final class MovingName: NameResolver {
  private let answer: Mutex<[String]>
  private let count = Atomic<Int>(0)

  init(_ addresses: String...) { answer = Mutex(addresses) }

  var lookUps: Int { count.load(ordering: .relaxed) }

  func move(to addresses: String...) { answer.withLock { $0 = addresses } }

  func addresses(of name: String, port: Int) async throws -> [SocketAddress] {
    count.add(1, ordering: .relaxed)
    let texts = answer.withLock(\.self)
    guard !texts.isEmpty else { throw ResolutionError(name: name, reason: "it has no address") }
    return try texts.map { try SocketAddress(ipAddress: $0, port: port) }
  }
}

@Suite("The addresses of a server's name")
struct ServerAddressesTests {
  private let loop = MultiThreadedEventLoopGroup.singleton.next()

  private static func address(_ text: String) throws -> SocketAddress {
    try SocketAddress(ipAddress: text, port: 80)
  }

  private static func addresses(_ resolver: any NameResolver) -> ServerAddresses {
    ServerAddresses(
      name: "app.test", port: 80, resolver: resolver, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  private func asked(_ resolver: KnownAddressResolver) async throws -> [[String?]] {
    [
      try await resolver.initiateAAAAQuery(host: "app.test", port: 80).get().map(\.ipAddress),
      try await resolver.initiateAQuery(host: "app.test", port: 80).get().map(\.ipAddress),
    ]
  }

  @Test("are looked up by the first connection, and not again by the next")
  func first() async throws {
    let name = MovingName("10.0.0.1")
    let addresses = Self.addresses(name)
    for _ in 0..<3 {
      #expect(try await addresses.current(on: loop).get() == [Self.address("10.0.0.1")])
    }
    #expect(name.lookUps == 1)
  }

  @Test("follow the name with the next look-up")
  func moves() async throws {
    let name = MovingName("10.0.0.1")
    let addresses = Self.addresses(name)
    try await addresses.lookUp()
    let before = addresses.version
    #expect(addresses.includes(try Self.address("10.0.0.1")))
    name.move(to: "10.0.0.2")
    try await addresses.lookUp()
    #expect(addresses.version != before)
    #expect(!addresses.includes(try Self.address("10.0.0.1")))
    #expect(try await addresses.current(on: loop).get() == [Self.address("10.0.0.2")])
  }

  @Test("are the same in another order")
  func order() async throws {
    let name = MovingName("10.0.0.1", "10.0.0.2")
    let addresses = Self.addresses(name)
    try await addresses.lookUp()
    let before = addresses.version
    name.move(to: "10.0.0.2", "10.0.0.1")
    try await addresses.lookUp()
    #expect(addresses.version == before)
  }

  @Test("stay while the name cannot be resolved")
  func failure() async throws {
    let name = MovingName("10.0.0.1")
    let addresses = Self.addresses(name)
    try await addresses.lookUp()
    let before = addresses.version
    name.move()
    await #expect(throws: ResolutionError.self) { try await addresses.lookUp() }
    #expect(addresses.version == before)
    #expect(try await addresses.current(on: loop).get() == [Self.address("10.0.0.1")])
  }

  @Test("that were never known fail the connection with the resolver's reason")
  func unknown() async throws {
    let addresses = Self.addresses(MovingName())
    let error = await #expect(throws: ResolutionError.self) { try await addresses.current(on: loop).get() }
    #expect(error.map(ConnectionFailure.reason) == "the name `app.test` cannot be resolved: it has no address")
  }

  @Test("are looked up again after a failed connection, but not at once after another look-up")
  func failedConnection() async throws {
    let name = MovingName("10.0.0.1")
    let addresses = Self.addresses(name)
    try await addresses.lookUp()
    addresses.connectionFailed(at: .now())
    #expect(name.lookUps == 1)
    addresses.connectionFailed(at: .now() + .seconds(2))
    while name.lookUps < 2 { try await Task.sleep(for: .milliseconds(1)) }
  }

  @Test("take turns, in each family")
  func turns() async throws {
    let addresses = Self.addresses(MovingName("10.0.0.1", "10.0.0.2", "fd00::1", "10.0.0.3"))
    var starts: Set<String?> = []
    for _ in 0..<3 {
      let asked = try await asked(KnownAddressResolver(addresses, eventLoop: loop))
      #expect(asked[0] == ["fd00::1"])
      #expect(Set(asked[1]) == ["10.0.0.1", "10.0.0.2", "10.0.0.3"])
      starts.insert(asked[1].first ?? nil)
    }
    #expect(starts.count == 3)
  }

  @Test("of the system's resolver are found for a name of this machine")
  func system() async throws {
    let found = try await SystemNameResolver().addresses(of: "localhost", port: 80)
    #expect(found.contains { ["127.0.0.1", "::1"].contains($0.ipAddress) && $0.port == 80 })
    await #expect(throws: ResolutionError.self) {
      try await SystemNameResolver().addresses(of: "name-that-is-not.invalid", port: 80)
    }
  }
}

@Suite("The life of a kept connection")
struct ConnectionLifeTests {
  private let start = NIODeadline.uptimeNanoseconds(1 << 40)
  private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  private func isOver(
    _ life: inout ConnectionLife,
    _ now: NIODeadline,
    _ addresses: ServerAddresses?,
    _ remote: @autoclosure () -> SocketAddress?
  ) -> Bool {
    life.isOver(now: now, addresses: addresses, remote: remote())
  }

  @Test("ends within the last tenth of the longest one", arguments: [0, 1, 12_345, .max] as [UInt64])
  func jitter(random: UInt64) {
    var life = ConnectionLife(longest: .seconds(600), random: random, now: start)
    #expect(!isOver(&life, start + .seconds(540), nil, nil))
    #expect(isOver(&life, start + .seconds(600) + .nanoseconds(1), nil, nil))
  }

  @Test("is spread")
  func spread() {
    let now = start + .seconds(570)
    let over = (0..<1000).filter { number in
      var life = ConnectionLife(longest: .seconds(600), random: UInt64(number) &* 0x9E37_79B9_7F4A_7C15, now: start)
      return life.isOver(now: now, addresses: nil, remote: nil)
    }
    #expect((300...700).contains(over.count))
  }

  @Test("ends when the name no longer has its address")
  func moved() async throws {
    let name = MovingName("10.0.0.1", "10.0.0.2")
    let addresses = ServerAddresses(name: "app.test", port: 80, resolver: name, logger: logger)
    try await addresses.lookUp()
    let first = try SocketAddress(ipAddress: "10.0.0.1", port: 80)
    let second = try SocketAddress(ipAddress: "10.0.0.2", port: 80)
    var leaving = ConnectionLife(longest: .seconds(600), random: 0, now: start)
    var staying = leaving
    #expect(!isOver(&leaving, start, addresses, first))
    #expect(!isOver(&staying, start, addresses, second))
    name.move(to: "10.0.0.2", "10.0.0.3")
    #expect(!isOver(&leaving, start, addresses, first))
    try await addresses.lookUp()
    #expect(isOver(&leaving, start, addresses, first))
    #expect(!isOver(&staying, start, addresses, second))
  }

  @Test("does not ask for the address again while the name stays")
  func cheap() async throws {
    let name = MovingName("10.0.0.1")
    let addresses = ServerAddresses(name: "app.test", port: 80, resolver: name, logger: logger)
    try await addresses.lookUp()
    let own = try SocketAddress(ipAddress: "10.0.0.1", port: 80)
    var life = ConnectionLife(longest: .seconds(600), random: 0, now: start)
    var asked = 0
    func remote() -> SocketAddress? {
      asked += 1
      return own
    }
    for _ in 0..<5 { #expect(!isOver(&life, start, addresses, remote())) }
    #expect(asked == 1)
  }
}
