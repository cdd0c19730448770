import HTTPTypes
import NIOCore
import NIOHPACK
import RampartCore

/// HTTP/2 heads on their way into the form that HTTP/1.1 heads have.
extension RequestHead {
  /// - Parameter limit: bytes of all fields together, each with 32 more (RFC 9113, 6.5.2).
  /// - Throws: for what could not be written as HTTP/1.1 without changing its meaning (RFC 9113, 8.2.1 and 10.3).
  init(_ headers: HPACKHeaders, endsStream: Bool, limit: Int) throws(HeadFailure) {
    var block = FieldBlock(bytes: ByteBuffer(), lines: [])
    block.lines.reserveCapacity(headers.count)
    var pseudo = PseudoHeaders()
    var size = 0
    for (name, value, _) in headers {
      size += name.utf8.count + value.utf8.count + 32
      guard size <= limit, block.lines.count < HeadScanner.maximumFields, value.utf8.count <= HeadScanner.maximumLine
      else { throw .tooLarge }
      guard value.utf8.allSatisfy(ByteClass.isFieldContent), !Self.isPadded(value) else { throw .malformed }
      if name.utf8.first == UInt8(ascii: ":") {
        guard block.lines.isEmpty else { throw .malformedMessage }
        try pseudo.set(name, value)
      } else {
        guard Self.isFieldName(name) else { throw .malformedMessage }
        block.append(name: name, value: value)
      }
    }
    try self.init(pseudo, block, endsStream: endsStream)
  }

  private init(_ pseudo: PseudoHeaders, _ block: FieldBlock, endsStream: Bool) throws(HeadFailure) {
    guard let method = pseudo.method, !method.isEmpty, method.utf8.count <= 32,
      method.utf8.allSatisfy(ByteClass.isToken)
    else { throw .malformedMessage }
    guard method != "CONNECT", method != "TRACE" else { throw .methodNotImplemented }
    guard let scheme = pseudo.scheme, let path = pseudo.path, !path.isEmpty else { throw .malformedMessage }
    guard scheme == "https" || scheme == "http", path.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      throw .malformed
    }
    var fields = block
    let methodExtent = fields.write(method)
    self.init(
      fields: fields, method: methodExtent, target: .empty, path: .empty, query: .empty, authority: .empty,
      host: .empty,
      version: .http2, framing: .none, kind: fields.with(methodExtent) { MethodKind($0) }, keepsAlive: true,
      expectsContinue: false, isWebSocketUpgrade: false)
    target = self.fields.write(path)
    try readAuthority(pseudo.authority)
    try readHTTP2Framing(endsStream: endsStream)
    if path == "*", kind == .options {
      self.path = target
    } else {
      guard path.utf8.first == UInt8(ascii: "/") else { throw .malformed }
      try setTarget(target)
    }
  }

  private mutating func readAuthority(_ authority: String?) throws(HeadFailure) {
    let hosts = fields.lines.filter { $0.id == .host }
    guard hosts.count <= 1 else { throw .malformed }
    let host = hosts.first.map { fields.string($0.value) }
    guard let name = authority ?? host else { throw .malformed }
    if let host, host.lowercased() != name.lowercased() { throw .malformed }
    try setAuthority(fields.write(name))
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

  /// Whether white space stands at an end, which only a list of HTTP/1.1 may have (RFC 9113, 8.2.1).
  static func isPadded(_ value: String) -> Bool {
    let isSpace = { (byte: UInt8?) in byte == 0x20 || byte == 0x09 }
    return isSpace(value.utf8.first) || isSpace(value.utf8.last)
  }

  static func isFieldName(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.allSatisfy { ByteClass.isToken($0) && !($0 &- 0x41 < 26) }
  }
}

private struct PseudoHeaders {
  var method: String?
  var scheme: String?
  var path: String?
  var authority: String?

  mutating func set(_ name: String, _ value: String) throws(HeadFailure) {
    let property: WritableKeyPath<PseudoHeaders, String?> =
      switch name {
      case ":method": \.method
      case ":scheme": \.scheme
      case ":path": \.path
      case ":authority": \.authority
      default: throw .malformedMessage
      }
    guard self[keyPath: property] == nil else { throw .malformedMessage }
    self[keyPath: property] = value
  }
}

extension FieldBlock {
  /// Appends text that is no field.
  fileprivate mutating func write(_ text: String) -> Extent {
    let start = bytes.readableBytes
    bytes.writeString(text)
    return Extent(start, bytes.readableBytes)
  }

  /// - Throws: for what no trailer may be (RFC 9113, 8.1 and 8.2).
  init(trailers: HPACKHeaders) throws(HeadFailure) {
    self.init(bytes: ByteBuffer(), lines: [])
    var size = 0
    for (name, value, _) in trailers {
      guard RequestHead.isFieldName(name), value.utf8.allSatisfy(ByteClass.isFieldContent),
        !RequestHead.isPadded(value)
      else { throw .malformedMessage }
      // As it would be written in HTTP/1.1.
      size += name.utf8.count + value.utf8.count + 4
      guard size <= BodyDecoder.maximumTrailers, lines.count < HeadScanner.maximumFields else { throw .tooLarge }
      append(name: name, value: value)
    }
    guard !lines.contains(where: { FieldNameSet.connectionSpecific.contains($0.id) }) else { throw .malformedMessage }
  }
}

extension HPACKHeaders {
  init(trailers: FieldBlock) {
    self.init()
    for line in trailers.lines where TrailerPolicy.passes(line, of: trailers) {
      add(name: trailers.string(line.name).lowercased(), value: trailers.string(line.value))
    }
  }
}

/// Writes heads as an HPACK list.
struct HPACKResponseEncoder: ResponseFieldSink {
  private(set) var headers: HPACKHeaders

  init(status: Int) {
    headers = HPACKHeaders()
    headers.reserveCapacity(24)
    headers.add(name: ":status", value: String(status))
  }

  mutating func append(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
    headers.add(
      name: String(decoding: name.lazy.map(ByteClass.lowercase), as: UTF8.self),
      value: String(decoding: value, as: UTF8.self))
  }

  mutating func append(name: String, value: String) { headers.add(name: name, value: value) }

  mutating func append(_ standing: StandingEdits) {
    for field in standing.fields { headers.add(name: field.name.canonicalName, value: field.value) }
  }

  mutating func append(fixedOf stage: ResponseStage) {
    for field in stage.fixed { headers.add(name: field.name, value: field.value) }
  }

  mutating func append(_ field: ResponseStage.Field) { headers.add(name: field.name, value: field.value) }
  mutating func append(_ id: RequestID) { headers.add(name: "x-request-id", value: id.description) }
  mutating func append(_ date: HTTPDate) { headers.add(name: "date", value: date.text) }
}
