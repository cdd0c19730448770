import RampartBrowser
import Testing

@Suite struct NonceTests {
  /// Counts bytes up from 1.
  private struct CountingGenerator: RandomNumberGenerator {
    var first: UInt64 = 1

    mutating func next() -> UInt64 {
      defer { first += 8 }
      return (0..<8).reduce(0) { $0 | (first + $1) << (8 * $1) }.littleEndian
    }
  }

  @Test func `A nonce is 24 bytes of the generator in base64`() {
    var generator = CountingGenerator()
    #expect(ContentSecurityPolicy.Nonce(using: &generator).text == "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcY")
  }

  @Test func `Every nonce is another one`() {
    let nonces = (0..<1000).map { _ in ContentSecurityPolicy.Nonce() }
    #expect(Set(nonces).count == 1000)
    #expect(nonces.allSatisfy { $0.text.utf8.count == 32 })
  }

  @Test func `A nonce stands in quotes in the policy`() {
    var generator = CountingGenerator()
    let nonce = ContentSecurityPolicy.Nonce(using: &generator)
    let policy = ContentSecurityPolicy(defaultSrc: [.nonce(nonce)])
    #expect(policy.value(in: ResponseContext(isSecure: true)) == "default-src 'nonce-\(nonce.text)'")
  }
}
