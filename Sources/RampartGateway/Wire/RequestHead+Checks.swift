import NIOCore
import RampartCore

/// What must hold between the parts of an HTTP/1.x head.
extension RequestHead {
  init(line: RequestHeadParser.StartLine, fields: FieldBlock) throws(HeadFailure) {
    self.init(
      fields: fields, method: line.method, target: line.target, path: .empty, query: .empty, authority: .empty,
      host: .empty,
      version: line.version, framing: .none, kind: fields.with(line.method) { MethodKind($0) },
      keepsAlive: line.version == .http11, expectsContinue: false, isWebSocketUpgrade: false)
    // CONNECT is for forward proxies, and TRACE shows a page what it must not see, cookies among it (CWE-693).
    guard kind != .trace, !fields.with(line.method, { $0.elementsEqual("CONNECT".utf8) }) else {
      throw .methodNotImplemented
    }
    try readHost()
    try readFraming()
    try readConnection()
    try readTarget(line.target)
  }

  private mutating func readHost() throws(HeadFailure) {
    var host: FieldLine?
    for line in fields.lines where line.id == .host {
      guard host == nil else { throw .malformed }
      host = line
    }
    guard let host else {
      if version == .http11 { throw .malformed }
      return
    }
    try setAuthority(host.value)
  }

  /// Checks an authority and derives the host from it.
  mutating func setAuthority(_ extent: Extent) throws(HeadFailure) {
    guard let count = fields.with(extent, { Authority.hostLength($0) }) else { throw .malformed }
    authority = extent
    host = Extent(start: extent.start, count: UInt32(count))
    let needsLowercase = fields.with(host) { $0.contains { $0 &- 0x41 < 26 } || $0.last == UInt8(ascii: ".") }
    if needsLowercase {
      var lowercased = fields.with(host) { $0.map(ByteClass.lowercase) }
      if lowercased.last == UInt8(ascii: ".") { lowercased.removeLast() }
      guard !lowercased.isEmpty else { throw .malformed }
      host = append(lowercased)
    }
  }

  private mutating func readFraming() throws(HeadFailure) {
    var length: Int?
    var isChunked = false
    for line in fields.lines {
      if line.id == .contentLength {
        guard length == nil, let value = fields.with(line.value, HeadScanner.contentLength) else { throw .malformed }
        length = value
      } else if line.id == .transferEncoding {
        // `chunked` is the only coding that both sides of any gateway agree on.
        guard version == .http11, !isChunked, fields.with(line.value, { ByteClass.equals($0, lowercased: "chunked") })
        else { throw .malformed }
        isChunked = true
      }
    }
    guard length == nil || !isChunked else { throw .malformed }
    if isChunked {
      framing = .chunked
    } else if let length, length > 0 {
      framing = .length(length)
    }
  }

  /// Whether there is an expectation; there is only one that can be met (RFC 9110, 10.1.1).
  func readExpectation() throws(HeadFailure) -> Bool {
    var isThere = false
    for line in fields.lines where line.id == .expect {
      guard fields.with(line.value, { ByteClass.equals($0, lowercased: "100-continue") }) else {
        throw .expectationFailed
      }
      isThere = true
    }
    return isThere
  }

  /// Each is compared with each field; nobody needs more than three.
  private static let maximumConnectionOptions = 16

  private mutating func readConnection() throws(HeadFailure) {
    guard fields.lines.contains(where: { $0.id == .connection || $0.id == .expect }) else { return }
    guard fields.connectionOptionCount <= Self.maximumConnectionOptions else { throw .malformed }
    if fields.connectionHas("close") {
      keepsAlive = false
    } else if version == .http10 {
      keepsAlive = fields.connectionHas("keep-alive")
    }
    if version == .http11, try readExpectation() { expectsContinue = framing != .none }
    if version == .http11, kind == .get, framing == .none, fields.connectionHas("upgrade"),
      let upgrade = fields.first(.upgrade)
    {
      isWebSocketUpgrade = fields.with(upgrade.value) { ByteClass.equals($0, lowercased: "websocket") }
    }
  }

  private mutating func readTarget(_ target: Extent) throws(HeadFailure) {
    let form = fields.with(target) { bytes -> (schemeEnd: Int, authorityEnd: Int)? in
      if bytes[0] == UInt8(ascii: "/") { return (0, 0) }
      guard let scheme = Authority.schemeLength(bytes) else { return nil }
      let rest = bytes[scheme...]
      return (scheme, rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? bytes.count)
    }
    guard let form else {
      let isAsterisk = kind == .options && fields.with(target) { $0.elementsEqual("*".utf8) }
      guard isAsterisk else { throw .malformed }
      path = target
      sentPath = target
      return
    }
    if form.schemeEnd > 0 {
      namesHTTPS = form.schemeEnd == "https://".utf8.count
      let named = Extent(Int(target.start) + form.schemeEnd, Int(target.start) + form.authorityEnd)
      // The request is for one host; two different names are an attack or a mistake (RFC 9112, 3.2.2).
      guard !authority.isEmpty, isSameAuthority(named) else { throw .malformed }
    }
    try setTarget(Extent(Int(target.start) + form.authorityEnd, Int(target.start + target.count)))
  }

  private func isSameAuthority(_ other: Extent) -> Bool {
    fields.with(authority) { left in
      fields.with(other) { right in
        left.count == right.count && zip(left, right).allSatisfy { ByteClass.lowercase($0) == ByteClass.lowercase($1) }
      }
    }
  }

  /// Splits path and query and brings the path to its canonical form.
  mutating func setTarget(_ target: Extent) throws(HeadFailure) {
    let split = fields.with(target) { bytes in bytes.firstIndex(of: UInt8(ascii: "?")) ?? bytes.count }
    path = Extent(start: target.start, count: UInt32(split))
    query = Extent(start: target.start + UInt32(split), count: target.count - UInt32(split))
    let isClean = fields.with(query) { bytes in
      bytes.allSatisfy { $0 != UInt8(ascii: "#") && $0 != UInt8(ascii: "\\") }
    }
    guard isClean else { throw .malformed }
    sentPath = path
    var unmerged: [UInt8] = []
    if path.isEmpty {
      path = append(Array("/".utf8))
      sentPath = path
    } else if !fields.with(path, CanonicalPath.isCanonical) {
      guard let canonical = fields.with(path, { CanonicalPath.canonicalize($0) }) else { throw .malformed }
      unmerged = fields.with(path, CanonicalPath.unmerged)
      path = append(canonical)
    }
    guard let readings = fields.with(path, { PathReadings(of: $0) }) else { throw .ambiguousPath }
    variants = PathVariants(readings, unmerged: unmerged)
  }

  private mutating func append(_ bytes: [UInt8]) -> Extent {
    let start = fields.bytes.readableBytes
    fields.bytes.writeBytes(bytes)
    return Extent(start, fields.bytes.readableBytes)
  }
}

/// The syntax of `host [":" port]` (RFC 3986, 3.2.2), without user information.
enum Authority {
  /// The number of bytes of the host, or nil where the authority is malformed or empty.
  static func hostLength(_ bytes: UnsafeRawBufferPointer) -> Int? {
    guard let first = bytes.first, bytes.count <= 261 else { return nil }
    let end: Int
    if first == UInt8(ascii: "[") {
      guard let bracket = bytes.firstIndex(of: UInt8(ascii: "]")), bytes[..<bracket].contains(UInt8(ascii: ":")),
        IPAddress(String(decoding: bytes[1..<bracket], as: UTF8.self)) != nil
      else { return nil }
      end = bracket + 1
    } else {
      end = bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.count
      guard end > 0, bytes[..<end].allSatisfy(isHostByte) else { return nil }
    }
    guard end < bytes.count else { return end }
    let port = bytes[(end + 1)...]
    guard bytes[end] == UInt8(ascii: ":"), (1...5).contains(port.count), port.allSatisfy(ByteClass.isDigit) else {
      return nil
    }
    return end
  }

  /// The number of bytes of `http://` or `https://`, or nil.
  static func schemeLength(_ bytes: UnsafeRawBufferPointer) -> Int? {
    for scheme in ["http://", "https://"] as [StaticString] {
      let count = scheme.utf8CodeUnitCount
      if bytes.count > count,
        ByteClass.equals(UnsafeRawBufferPointer(rebasing: bytes[..<count]), lowercased: scheme)
      {
        return count
      }
    }
    return nil
  }

  private static func isHostByte(_ byte: UInt8) -> Bool {
    ByteClass.isDigit(byte) || ByteClass.lowercase(byte) &- 0x61 < 26 || byte == UInt8(ascii: "-")
      || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
  }
}
