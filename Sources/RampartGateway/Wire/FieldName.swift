import HTTPTypes
import RampartCore

/// A field name that the gateway acts on, as a small number; all others are `unknown` and pass untouched.
///
/// A name is looked up once, when its line is parsed. From then on every decision about the line is a bit in a
/// `FieldNameSet`.
struct FieldName: Sendable, Hashable {
  let rawValue: UInt8

  static let unknown = FieldName(rawValue: 0)

  /// The number of a name, or nil where the gateway knows nothing of it.
  init?(_ lowercased: String) {
    guard let index = Self.catalog.firstIndex(of: lowercased), let number = UInt8(exactly: index) else { return nil }
    self.init(rawValue: number)
  }

  private init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  fileprivate init(index: Int) {
    self.init(rawValue: UInt8(index))
  }

  /// INVARIANT: 256 names at most, the empty one among them; of what is behind them the gateway knows nothing, and a
  /// control or a header that governs such a name is an error when its configuration is loaded.
  static let catalog = framing + hopByHop + forwarding + claims + others + governed + securityHeaders

  /// Where in the catalog the names begin that stand in answers alone.
  static let firstOfAnswers = catalog.count - governed.count - securityHeaders.count

  private static let framing = ["", "host", "content-length", "transfer-encoding", "connection", "upgrade", "expect"]
  private static let hopByHop = [
    "keep-alive", "proxy-connection", "te", "http2-settings", "proxy-authorization", "proxy-authenticate",
    "proxy-authentication-info",
  ]
  private static let forwarding = [
    "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "forwarded", "x-request-id", "traceparent",
    "tracestate",
  ]
  /// Names under which backends look for the client, the scheme or the port; set by nobody here.
  fileprivate static let claims = [
    "x-real-ip", "x-client-ip", "x-cluster-client-ip", "true-client-ip", "cf-connecting-ip", "fastly-client-ip",
    "front-end-https", "x-forwarded", "forwarded-for", "x-forwarded-port",
    "x-forwarded-scheme", "x-forwarded-ssl", "x-forwarded-server", "x-forwarded-prefix", "x-original-host",
    "x-original-url", "x-rewrite-url", "client-ip", "fly-client-ip", "wl-proxy-client-ip", "x-host", "x-scheme",
    "x-url-scheme", "proxy",
  ]
  private static let others = [
    "accept", "cookie", "date", "set-cookie", "vary", "x-http-method-override", "x-http-method", "x-method-override",
    "content-type", "content-encoding", "accept-encoding",
  ]
  /// Response fields that controls govern.
  private static let governed = [
    "access-control-allow-origin", "access-control-allow-credentials", "access-control-allow-methods",
    "access-control-allow-headers", "access-control-allow-private-network", "access-control-expose-headers",
    "access-control-max-age", "ratelimit", "ratelimit-policy",
  ]
  private static let securityHeaders = [
    "content-security-policy", "content-security-policy-report-only", "cross-origin-embedder-policy",
    "cross-origin-embedder-policy-report-only", "cross-origin-opener-policy", "cross-origin-opener-policy-report-only",
    "cross-origin-resource-policy", "origin-agent-cluster", "permissions-policy", "referrer-policy",
    "reporting-endpoints", "integrity-policy", "integrity-policy-report-only", "clear-site-data",
    "strict-transport-security", "x-content-type-options", "x-dns-prefetch-control", "x-download-options",
    "x-frame-options", "x-permitted-cross-domain-policies", "x-xss-protection", "server", "x-powered-by",
  ]

  static let host = named("host")
  static let contentLength = named("content-length")
  static let transferEncoding = named("transfer-encoding")
  static let connection = named("connection")
  static let upgrade = named("upgrade")
  static let expect = named("expect")
  static let keepAlive = named("keep-alive")
  static let te = named("te")
  static let forwardedFor = named("x-forwarded-for")
  static let forwardedProto = named("x-forwarded-proto")
  static let forwardedHost = named("x-forwarded-host")
  static let forwarded = named("forwarded")
  static let requestID = named("x-request-id")
  static let traceparent = named("traceparent")
  static let tracestate = named("tracestate")
  static let accept = named("accept")
  static let cookie = named("cookie")
  static let date = named("date")
  static let setCookie = named("set-cookie")
  static let vary = named("vary")
  static let contentType = named("content-type")
  static let contentEncoding = named("content-encoding")
  static let acceptEncoding = named("accept-encoding")

  private static func named(_ name: String) -> FieldName {
    FieldName(name) ?? .unknown
  }
}

/// A set of field names; a bit for each.
struct FieldNameSet: Sendable {
  private var bits: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

  init(_ names: [FieldName] = []) {
    for name in names { insert(name) }
  }

  @inline(__always)
  func contains(_ name: FieldName) -> Bool {
    let word =
      switch name.rawValue >> 6 {
      case 0: bits.0
      case 1: bits.1
      case 2: bits.2
      default: bits.3
      }
    return word >> UInt64(name.rawValue & 63) & 1 == 1
  }

  @inline(__always)
  mutating func insert(_ name: FieldName) {
    guard name != .unknown else { return }
    let bit: UInt64 = 1 << UInt64(name.rawValue & 63)
    switch name.rawValue >> 6 {
    case 0: bits.0 |= bit
    case 1: bits.1 |= bit
    case 2: bits.2 |= bit
    default: bits.3 |= bit
    }
  }

  @inline(__always)
  func isDisjoint(with other: FieldNameSet) -> Bool {
    bits.0 & other.bits.0 | bits.1 & other.bits.1 | bits.2 & other.bits.2 | bits.3 & other.bits.3 == 0
  }

  func union(_ other: FieldNameSet) -> FieldNameSet {
    var result = self
    result.bits.0 |= other.bits.0
    result.bits.1 |= other.bits.1
    result.bits.2 |= other.bits.2
    result.bits.3 |= other.bits.3
    return result
  }

  /// What an untrusted client may not say of itself to a backend.
  static let clientClaims = FieldNameSet(FieldName.claims.compactMap { FieldName($0) })

  static let methodOverrides = FieldNameSet(HTTPField.Name.methodOverrides.compactMap { FieldName($0.canonicalName) })

  /// Speak of one connection only; HTTP/2 has none of them (RFC 9113, 8.2.2).
  static let connectionSpecific = FieldNameSet(
    ["connection", "keep-alive", "proxy-connection", "te", "transfer-encoding", "upgrade"].compactMap { FieldName($0) })

  /// Are for the next neighbour, never for the one behind it (RFC 9110, 7.6.1 and 11.7).
  static let hopByHop = connectionSpecific.union(
    FieldNameSet(
      ["http2-settings", "proxy-authorization", "proxy-authenticate", "proxy-authentication-info"]
        .compactMap { FieldName($0) }))
}

/// Finds names by a hash of their length and three of their letters.
struct FieldNameTable: Sendable {
  private let slots: [UInt8]
  private let names: [[UInt8]]

  static let shared = FieldNameTable(FieldName.catalog)

  private init(_ catalog: [String]) {
    names = catalog.prefix(256).map { Array($0.utf8) }
    // Twice as many as there can be names, so that every search ends.
    var slots = [UInt8](repeating: 0, count: Self.slotCount)
    for (index, name) in names.enumerated() where !name.isEmpty {
      var slot = name.withUnsafeBytes(Self.hash)
      while slots[slot] != 0 { slot = (slot + 1) & (Self.slotCount - 1) }
      slots[slot] = UInt8(index)
    }
    self.slots = slots
  }

  @inline(__always)
  private static func hash(_ name: UnsafeRawBufferPointer) -> Int {
    let count = name.count
    let letters = UInt32(name[0] | 0x20) &* 31 &+ UInt32(name[count - 1] | 0x20) &* 7 &+ UInt32(name[count >> 1] | 0x20)
    return Int((letters &* 0x9E37 &+ UInt32(truncatingIfNeeded: count) &* 0x85EB) >> 4) & (slotCount - 1)
  }

  private static let slotCount = 512

  func find(_ name: UnsafeRawBufferPointer) -> FieldName {
    var slot = Self.hash(name)
    while true {
      let index = Int(slots[slot])
      if index == 0 { return .unknown }
      if matches(name, names[index]) { return FieldName(index: index) }
      slot = (slot + 1) & (Self.slotCount - 1)
    }
  }

  @inline(__always)
  private func matches(_ name: UnsafeRawBufferPointer, _ candidate: [UInt8]) -> Bool {
    guard name.count == candidate.count else { return false }
    for index in 0..<name.count where ByteClass.lowercase(name[index]) != candidate[index] { return false }
    return true
  }
}
