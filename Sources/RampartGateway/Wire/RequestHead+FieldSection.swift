import NIOCore

/// HTTP/2 heads on their way into the form that HTTP/1.1 heads have: then they are counted and judged.
extension RequestHead {
  /// - Parameter limit: bytes of the head as HTTP/1.1 text.
  /// - Throws: for what could not be written as HTTP/1.1 without changing its meaning (RFC 9113, 8.2.1 and 10.3).
  init(_ section: FieldSection, endsStream: Bool, limit: Int) throws(HeadFailure) {
    if let failure = section.failure { throw failure }
    let block = section.block
    var fields = FieldBlock(bytes: block.bytes, lines: [])
    fields.lines.reserveCapacity(block.lines.count)
    var pseudo = PseudoFields()
    for line in block.lines {
      guard block.with(line.value, Self.isFieldValue) else { throw .malformed }
      if block.with(line.name, { $0.first == UInt8(ascii: ":") }) {
        guard fields.lines.isEmpty else { throw .malformedMessage }
        try pseudo.set(line, block)
      } else {
        guard block.with(line.name, Self.isFieldName) else { throw .malformedMessage }
        fields.lines.append(line)
      }
    }
    fields.joinCookies()
    try fields.checkLimits(method: pseudo.method, target: pseudo.path, authority: pseudo.authority, limit: limit)
    try self.init(pseudo, fields, endsStream: endsStream)
  }

  private init(_ pseudo: PseudoFields, _ fields: FieldBlock, endsStream: Bool) throws(HeadFailure) {
    guard let method = pseudo.method, (1...32).contains(method.count),
      fields.with(method, { $0.allSatisfy(ByteClass.isToken) })
    else { throw .malformedMessage }
    let kind = fields.with(method) { MethodKind($0) }
    guard kind != .trace, !fields.with(method, { $0.elementsEqual("CONNECT".utf8) }) else {
      throw .methodNotImplemented
    }
    guard let scheme = pseudo.scheme, let path = pseudo.path, !path.isEmpty else { throw .malformedMessage }
    let isKnown = fields.with(scheme) { $0.elementsEqual("https".utf8) || $0.elementsEqual("http".utf8) }
    guard isKnown, fields.with(path, { $0.allSatisfy { (0x21...0x7E).contains($0) } }) else { throw .malformed }
    self.init(
      fields: fields, method: method, target: path, path: .empty, query: .empty, authority: .empty, host: .empty,
      version: .http2, framing: .none, kind: kind, keepsAlive: true, expectsContinue: false, isWebSocketUpgrade: false)
    try readAuthority(pseudo.authority)
    try readHTTP2Framing(endsStream: endsStream)
    if kind == .options, fields.with(path, { $0.elementsEqual("*".utf8) }) {
      self.path = target
      sentPath = target
    } else {
      guard fields.with(path, { $0.first == UInt8(ascii: "/") }) else { throw .malformed }
      try setTarget(target)
    }
  }

  private mutating func readAuthority(_ authority: Extent?) throws(HeadFailure) {
    let hosts = fields.lines.filter { $0.id == .host }
    guard hosts.count <= 1 else { throw .malformed }
    guard let name = authority ?? hosts.first?.value else { throw .malformed }
    if let host = hosts.first?.value {
      let isSame = fields.with(host) { host in
        fields.with(name) { name in
          host.count == name.count && zip(host, name).allSatisfy { ByteClass.lowercase($0) == ByteClass.lowercase($1) }
        }
      }
      guard isSame else { throw .malformed }
    }
    try setAuthority(name)
  }

  private mutating func readHTTP2Framing(endsStream: Bool) throws(HeadFailure) {
    let lengths = fields.lines.filter { $0.id == .contentLength }
    guard lengths.count <= 1 else { throw .malformedMessage }
    let length = lengths.first.map { fields.with($0.value, HeadScanner.contentLength) }
    if let length, length == nil { throw .malformedMessage }
    if endsStream, let length, length != 0 { throw .malformedMessage }
    for line in fields.lines where FieldNameSet.connectionSpecific.contains(line.id) {
      let isTrailersOnly = line.id == .te && fields.with(line.value) { $0.elementsEqual("trailers".utf8) }
      guard isTrailersOnly else { throw .malformedMessage }
    }
    if try readExpectation() { expectsContinue = !endsStream }
    // A body that is announced as empty and not ended yet may turn out to be none that is allowed.
    if !endsStream { framing = length.flatMap(\.self).flatMap { $0 > 0 ? .length($0) : nil } ?? .stream }
  }

  /// Whether the bytes may be a value: no white space at an end, which only HTTP/1.1 may have (RFC 9113, 8.2.1).
  fileprivate static func isFieldValue(_ value: UnsafeRawBufferPointer) -> Bool {
    let isSpace = { (byte: UInt8?) in byte == 0x20 || byte == 0x09 }
    return value.allSatisfy(ByteClass.isFieldContent) && !isSpace(value.first) && !isSpace(value.last)
  }

  fileprivate static func isFieldName(_ name: UnsafeRawBufferPointer) -> Bool {
    !name.isEmpty && name.allSatisfy { ByteClass.isToken($0) && !($0 &- 0x41 < 26) }
  }
}

private struct PseudoFields {
  var method: Extent?
  var scheme: Extent?
  var path: Extent?
  var authority: Extent?

  mutating func set(_ line: FieldLine, _ block: FieldBlock) throws(HeadFailure) {
    let property = block.with(line.name) { name -> WritableKeyPath<PseudoFields, Extent?>? in
      switch name.count {
      case 7 where name.elementsEqual(":method".utf8): \.method
      case 7 where name.elementsEqual(":scheme".utf8): \.scheme
      case 5 where name.elementsEqual(":path".utf8): \.path
      case 10 where name.elementsEqual(":authority".utf8): \.authority
      default: nil
      }
    }
    guard let property, self[keyPath: property] == nil else { throw .malformedMessage }
    self[keyPath: property] = line.value
  }
}

extension FieldBlock {
  /// Makes one field of the cookies that a client of HTTP/2 may send in crumbs (RFC 9113, 8.2.3).
  fileprivate mutating func joinCookies() {
    guard let first = lines.firstIndex(where: { $0.id == .cookie }),
      lines[(first + 1)...].contains(where: { $0.id == .cookie })
    else { return }
    var joined = ByteBuffer()
    for line in lines where line.id == .cookie {
      if joined.readableBytes > 0 { joined.writeStaticString("; ") }
      with(line.value) { _ = joined.writeBytes($0) }
    }
    let start = bytes.readableBytes
    bytes.writeBuffer(&joined)
    lines[first].value = Extent(start, bytes.readableBytes)
    var isFirst = true
    lines.removeAll { line in
      guard line.id == .cookie else { return false }
      defer { isFirst = false }
      return !isFirst
    }
  }

  /// What holds for a head of HTTP/1.1 holds for what becomes one.
  fileprivate func checkLimits(
    method: Extent?, target: Extent?, authority: Extent?, limit: Int
  ) throws(HeadFailure) {
    guard lines.count <= HeadScanner.maximumFields else { throw .tooLarge }
    let targetCount = Int(target?.count ?? 0)
    // `GET / HTTP/1.1`, its line end, and the empty line.
    var size = Int(method?.count ?? 0) + targetCount + 14
    if let authority, first(.host) == nil { size += Int(authority.count) + 8 }
    for line in lines {
      let count = Int(line.name.count) + Int(line.value.count) + 2
      guard count <= HeadScanner.maximumLine else { throw .tooLarge }
      size += count + 2
    }
    guard size <= limit else { throw targetCount > limit / 2 ? .targetTooLong : .tooLarge }
  }

  /// - Throws: for what no trailer may be (RFC 9113, 8.1 and 8.2).
  init(trailers: FieldSection) throws(HeadFailure) {
    self = trailers.block
    if let failure = trailers.failure { throw failure }
    var size = 0
    for line in lines {
      guard with(line.name, RequestHead.isFieldName), with(line.value, RequestHead.isFieldValue) else {
        throw .malformedMessage
      }
      // As it would be written in HTTP/1.1.
      size += Int(line.name.count) + Int(line.value.count) + 4
    }
    guard size <= BodyDecoder.maximumTrailers, lines.count <= HeadScanner.maximumFields else { throw .tooLarge }
    guard !lines.contains(where: { FieldNameSet.connectionSpecific.contains($0.id) }) else { throw .malformedMessage }
  }
}
