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
}
