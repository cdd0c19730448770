import HTTPTypes
import RampartCore

/// Turns the parts of a request that a limit counts by into a hash, without building texts.
struct RateLimitKeyHasher: Sendable {
  let keys: [RateLimitKey]
  /// 1...128.
  let ipv6Prefix: Int

  /// INVARIANT: the words of a part begin with its kind and, for texts, their length, so that two requests have the
  /// same words only where every part is the same.
  private enum Kind: UInt64 {
    case ipv4 = 1
    case ipv6
    case missing
    case ambiguous
    case text
    case user
  }

  func hash(_ request: some RequestFacts, with key: RateLimitHashKey) -> RateLimitKeyHash {
    var hash = SipHash(key)
    for key in keys { absorb(key.part, of: request, into: &hash) }
    return hash.finish()
  }

  private func absorb(_ part: RateLimitKey.Part, of request: some RequestFacts, into hash: inout SipHash) {
    switch part {
    case .client: absorb(request.client, into: &hash)
    case .header(let name): Self.absorb(request.values(of: name), into: &hash)
    case .cookie(let name): Self.absorb(request.cookies(named: name), into: &hash)
    case .user:
      guard let user = request.user else { return absorb(request.client, into: &hash) }
      Self.absorb(user, as: .user, into: &hash)
    case .pathSegment(let number):
      // A parameter would make a fresh key of it.
      Self.absorb(segment: number, of: PathReadings.plainest(of: request.path), into: &hash)
    }
  }

  private func absorb(_ address: IPAddress, into hash: inout SipHash) {
    switch address.family {
    case .v4:
      // One word, which no other kind begins with: what most limits count by costs no more than it must.
      hash.absorb(Kind.ipv4.rawValue << 32 | UInt64(truncatingIfNeeded: address.bits))
    case .v6:
      let bits = address.bits & (UInt128.max << UInt128(128 - ipv6Prefix))
      hash.absorb(Kind.ipv6.rawValue)
      hash.absorb(UInt64(truncatingIfNeeded: bits >> 64))
      if ipv6Prefix > 64 { hash.absorb(UInt64(truncatingIfNeeded: bits)) }
    }
  }

  private static func absorb(_ values: [String], into hash: inout SipHash) {
    switch values.count {
    case 0: hash.absorb(Kind.missing.rawValue)
    case 1: absorb(values[0], as: .text, into: &hash)
    default: hash.absorb(Kind.ambiguous.rawValue)
    }
  }

  private static func absorb(_ text: String, as kind: Kind, into hash: inout SipHash) {
    hash.absorb(kind.rawValue)
    var text = text
    text.withUTF8 { hash.absorb(UnsafeRawBufferPointer($0)) }
  }

  private static func absorb(segment number: Int, of path: String, into hash: inout SipHash) {
    var path = path
    path.withUTF8 { bytes in
      var start = 0
      var current = 0
      for index in 0...bytes.count where index == bytes.count || bytes[index] == UInt8(ascii: "/") {
        if current == number, index > start {
          hash.absorb(Kind.text.rawValue)
          return hash.absorb(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: bytes[start..<index])))
        }
        current += 1
        start = index + 1
      }
      hash.absorb(Kind.missing.rawValue)
    }
  }
}
