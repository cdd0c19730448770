import NIOCore
import RampartCore
import Testing

@testable import RampartGateway

@Suite("The count of connections")
struct ConnectionCounterTests {
  @Test("refuses what is over the limit, and forgets what is closed")
  func limits() throws {
    let counter = ConnectionCounter()
    #expect(counter.open(limit: 1) == nil)
    #expect(counter.open(limit: 1) == .connections)
    counter.close()
    #expect(counter.open(limit: 1) == nil)
    let client = try #require(IPAddress("192.0.2.1"))
    let other = try #require(IPAddress("192.0.2.2"))
    #expect(counter.openClient(client, limit: 1) == nil)
    #expect(counter.openClient(client, limit: 1) == .connectionsPerClient)
    #expect(counter.openClient(other, limit: 1) == nil)
    counter.closeClient(client)
    #expect(counter.openClient(client, limit: 1) == nil)
  }

  @Test("takes all addresses of one IPv6 subscriber as one client")
  func subscriber() throws {
    let counter = ConnectionCounter()
    let one = try #require(IPAddress("2001:db8:1:2::1"))
    let same = try #require(IPAddress("2001:db8:1:2:ffff::9"))
    let other = try #require(IPAddress("2001:db8:1:3::1"))
    #expect(counter.openClient(one, limit: 1) == nil)
    #expect(counter.openClient(same, limit: 1) == .connectionsPerClient)
    #expect(counter.openClient(other, limit: 1) == nil)
  }

  @Test("refuses a client for a while whose connections were ended for floods, and nobody else")
  func floods() throws {
    let counter = ConnectionCounter()
    let client = try #require(IPAddress("192.0.2.1"))
    let other = try #require(IPAddress("192.0.2.2"))
    let start = NIODeadline.now()
    for _ in 0..<FloodPenalties.forgiven { counter.flooded(by: client, now: start) }
    #expect(counter.openClient(client, limit: 9, now: start) == nil)
    counter.flooded(by: client, now: start)
    #expect(counter.openClient(client, limit: 9, now: start) == .floods)
    #expect(counter.openClient(other, limit: 9, now: start) == nil)
    #expect(counter.openClient(client, limit: 9, now: start + FloodPenalties.each) == nil)
  }

  @Test("forgives a client that comes back after a while, however it came before")
  func forgiving() throws {
    let client = try #require(IPAddress("192.0.2.1"))
    var penalties = FloodPenalties()
    let start = NIODeadline.now()
    for second in 0..<100 { penalties.add(client, now: start + .seconds(Int64(second))) }
    #expect(!penalties.isRefused(client, now: start + .seconds(100)))
  }

  @Test("forgives everything in time, however much there was")
  func longest() throws {
    let client = try #require(IPAddress("192.0.2.1"))
    var penalties = FloodPenalties()
    let start = NIODeadline.now()
    for _ in 0..<1000 { penalties.add(client, now: start) }
    #expect(penalties.isRefused(client, now: start + .seconds(20)))
    #expect(!penalties.isRefused(client, now: start + FloodPenalties.longest))
  }

  @Test("keeps no more clients in mind than there is room for")
  func room() {
    var penalties = FloodPenalties()
    let start = NIODeadline.now()
    for number in 0..<UInt32(20_000) {
      for _ in 0..<10 { penalties.add(IPAddress(v4: number), now: start) }
    }
    #expect(penalties.isRefused(IPAddress(v4: 9_999), now: start))
    #expect(!penalties.isRefused(IPAddress(v4: 10_001), now: start))
    // What is forgiven makes room.
    let later = start + .seconds(60)
    for _ in 0..<10 { penalties.add(IPAddress(v4: 10_001), now: later) }
    #expect(penalties.isRefused(IPAddress(v4: 10_001), now: later))
  }
}
