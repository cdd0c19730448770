import Foundation
import Testing

@testable import RampartTraffic

@Suite(.serialized) struct MemoryUseTests {
  private static let keyCount = 1_000_000

  private func store() throws -> MemoryRateLimitStore {
    try MemoryRateLimitStore(RateLimitOptions(name: "api", rate: Rate("10/1h")))
  }

  /// Bytes of the process that are in memory; nil on a system that does not say.
  private var resident: Int? {
    guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return nil }
    let fields = text.split(separator: " ")
    return fields.count > 1 ? Int(fields[1]).map { $0 * Int(sysconf(Int32(_SC_PAGESIZE))) } : nil
  }

  @Test func `A million keys take less than 100 MiB and are all remembered`() throws {
    let store = try store()
    let before = resident
    let start = ContinuousClock.now
    for number in 0..<Self.keyCount {
      var hash = SipHash(.process)
      hash.absorb(UInt64(number))
      _ = store.apply(.take, cost: 1, to: hash.finish())
    }
    let time = ContinuousClock.now - start
    #expect(store.count == Self.keyCount)
    #expect(store.evictions == 0)
    #expect(store.byteCount < 100 << 20)
    print("tables: \(store.byteCount / Self.keyCount) bytes for each of \(Self.keyCount) keys, made in \(time)")
    if let before, let after = resident {
      print("process: \((after - before) / Self.keyCount) bytes for each key, by /proc/self/statm")
      // Other tests run in the same process and may add a little, or give something back.
      #expect(after - before < 100 << 20)
    }
  }

  @Test func `A limit that nobody uses takes next to nothing, and one that few use takes little`() throws {
    let store = try store()
    #expect(store.byteCount == 0)
    for number in 0..<1000 as Range<UInt64> {
      var hash = SipHash(.process)
      hash.absorb(number)
      _ = store.apply(.take, cost: 1, to: hash.finish())
    }
    #expect(store.count == 1000)
    #expect(store.byteCount < 200_000)
  }

  @Test func `Looking at a key takes no memory`() throws {
    let store = try store()
    for number in 0..<1000 as Range<UInt64> {
      #expect(store.apply(.peek, cost: 1, to: RateLimitKeyHash(first: number, second: number)).isAllowed)
    }
    #expect(store.count == 0)
  }
}
