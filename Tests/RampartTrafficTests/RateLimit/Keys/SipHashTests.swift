import Testing

@testable import RampartTraffic

@Suite struct SipHashTests {
  private static let key = RateLimitHashKey(first: 0x0706_0504_0302_0100, second: 0x0F0E_0D0C_0B0A_0908)

  /// The bytes 0, 1, 2 … under the key 0, 1, 2 …, as the authors' test vectors have it; checked with OpenSSL's SIPHASH.
  @Test(arguments: [
    (0, "a3817f04ba25a8e66df67214c7550293"), (1, "3b62a9ba6258f5610f83e264f31497b4"),
    (2, "6ee2a4ca67b054bbfd3315bf85230577"), (3, "2db479ae78bd50d8882a8a178a6132ad"),
    (5, "df6a301e95c95dad97ae0cc8c6913bd8"),
  ])
  func `The hash is that of the authors' vectors`(_ words: Int, _ digest: String) {
    var hash = SipHash(Self.key)
    for word in 0..<words {
      hash.absorb((0..<8).reduce(UInt64(0)) { $0 | UInt64(word * 8 + $1) << UInt64(8 * $1) })
    }
    let result = hash.finish()
    #expect(RateLimitKeyHash(first: result.first.byteSwapped, second: result.second.byteSwapped).text == digest)
  }

  private func hash(_ texts: [[UInt8]], _ key: RateLimitHashKey = Self.key) -> RateLimitKeyHash {
    var hash = SipHash(key)
    for text in texts { text.withUnsafeBytes { hash.absorb($0) } }
    return hash.finish()
  }

  @Test func `Texts in a row are told apart wherever they are cut`() {
    let bytes = [UInt8](0..<40)
    var seen: Set<RateLimitKeyHash> = []
    for cut in 0...bytes.count { seen.insert(hash([Array(bytes[..<cut]), Array(bytes[cut...])])) }
    #expect(seen.count == 41)
    #expect(hash([[0]]) != hash([[]]))
    #expect(hash([[0]]) != hash([[0, 0]]))
    #expect(hash([[], []]) != hash([[]]))
  }

  @Test func `Another secret gives another hash`() {
    #expect(hash([[1]]) == hash([[1]]))
    #expect(hash([[1]], .random()) != hash([[1]], .random()))
    #expect("\(RateLimitHashKey.random())" == "<redacted>")
  }
}
