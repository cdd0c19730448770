import HTTPTypes
import NIOCore
import RampartConfiguration
import RampartCore

/// Writes the request that the backend gets. Nothing is relayed byte for byte: the request line and every field line
/// are made anew from parsed parts.
struct UpstreamRequest {
  let head: RequestHead
  let origin: RequestOrigin
  /// Whether the backend is to say when it wants the body.
  let expectsContinue: Bool
  /// Whether the backend is not to compress its answer, so that it can be looked into.
  let wantsPlainAnswer: Bool
  /// What the controls change.
  let edits: RequestEdits?

  /// What the backend gets as path.
  let path: Extent

  init(
    head: RequestHead, origin: RequestOrigin, expectsContinue: Bool? = nil, wantsPlainAnswer: Bool = false,
    edits: RequestEdits? = nil, path: Extent? = nil
  ) {
    self.path = path ?? head.path
    self.head = head
    self.origin = origin
    self.expectsContinue = expectsContinue ?? head.expectsContinue
    self.wantsPlainAnswer = wantsPlainAnswer
    self.edits = edits
  }

  var requestID: RequestID { origin.requestID }
  private var facts: ConnectionFacts { origin.connection }

  /// The body's length is not known when the head leaves.
  var isChunked: Bool { head.framing == .chunked || head.framing == .stream }

  private static let dropped: FieldNameSet = {
    var names = FieldNameSet.hopByHop
    for name: FieldName in [.host, .contentLength, .forwardedFor, .forwardedProto, .forwardedHost, .forwarded] {
      names.insert(name)
    }
    for name: FieldName in [.requestID, .traceparent, .cookie, .expect] { names.insert(name) }
    return names
  }()

  func write(into buffer: inout ByteBuffer, server: UpstreamServer, spanID: UInt64) {
    let fields = head.fields
    fields.with(head.method) { _ = buffer.writeBytes($0) }
    buffer.writeInteger(UInt8(ascii: " "))
    fields.with(path) { _ = buffer.writeBytes($0) }
    if !head.query.isEmpty { fields.with(head.query) { _ = buffer.writeBytes($0) } }
    buffer.writeStaticString(" HTTP/1.1\r\nHost: ")
    if head.authority.isEmpty {
      buffer.writeString(server.identity.address.address.hostField)
    } else {
      fields.with(head.authority) { _ = buffer.writeBytes($0) }
    }
    buffer.writeStaticString("\r\n")
    writeFields(into: &buffer)
    writeForwarding(into: &buffer)
    writeTrace(into: &buffer, spanID: spanID)
    if wantsPlainAnswer { buffer.writeStaticString("Accept-Encoding: identity\r\n") }
    writeFraming(into: &buffer)
    buffer.writeStaticString("\r\n")
  }

  private func writeFields(into buffer: inout ByteBuffer) {
    let nominated = head.fields.fieldsNamedInConnection()
    var dropped = facts.isTrusted ? Self.dropped : Self.dropped.union(.clientClaims)
    // The state of a trace that is not passed on (W3C Trace Context, 3.3.1.1).
    if !hasValidTrace { dropped.insert(.tracestate) }
    if wantsPlainAnswer { dropped.insert(.acceptEncoding) }
    var encoder = ResponseHeadEncoder.appending(to: &buffer)
    head.fields.bytes.withUnsafeReadableBytes { bytes in
      for line in head.fields.lines {
        if dropped.contains(line.id) || head.fields.isNamed(line, in: nominated) { continue }
        if line.id == .unknown, isClaim(line) { continue }
        if let edits, edits.replaces(line, of: head.fields) { continue }
        encoder.append(
          name: UnsafeRawBufferPointer(rebasing: bytes[line.name.range]),
          value: UnsafeRawBufferPointer(rebasing: bytes[line.value.range]))
      }
    }
    if let edits { for field in edits.fields { encoder.append(name: field.name.rawName, value: field.value) } }
    buffer = encoder.buffer
    writeCookies(into: &buffer, unless: nominated)
  }

  // There are as many `X-Forwarded-…` as there are proxies.
  private func isClaim(_ line: FieldLine) -> Bool {
    !facts.isTrusted
      && head.fields.with(line.name) { name in
        name.count > 12 && ByteClass.equals(UnsafeRawBufferPointer(rebasing: name[..<12]), lowercased: "x-forwarded-")
      }
  }

  // HTTP/2 may split a cookie string; HTTP/1.1 knows one field (RFC 9113, 8.2.3).
  private func writeCookies(into buffer: inout ByteBuffer, unless nominated: [[UInt8]]) {
    var isFirst = true
    for line in head.fields.lines where line.id == .cookie && !head.fields.isNamed(line, in: nominated) {
      if let edits, !edits.removedCookies.isEmpty {
        let kept = head.fields.with(line.value) { edits.keptCookies(of: $0) }
        guard !kept.isEmpty else { continue }
        buffer.writeString(isFirst ? "Cookie: " : "; ")
        buffer.writeBytes(kept)
      } else {
        buffer.writeString(isFirst ? "Cookie: " : "; ")
        head.fields.with(line.value) { _ = buffer.writeBytes($0) }
      }
      isFirst = false
    }
    if !isFirst { buffer.writeStaticString("\r\n") }
  }

  /// Says who the client is. An untrusted peer's own words about that are gone.
  private func writeForwarding(into buffer: inout ByteBuffer) {
    if facts.isTrusted {
      buffer.writeStaticString("X-Forwarded-For: ")
      writeEarlier(.forwardedFor, into: &buffer)
      buffer.writeString("\(facts.peer)\r\nX-Forwarded-Proto: \(origin.scheme)\r\n")
    } else {
      buffer.writeBytes(facts.forwardingFields)
    }
    guard !head.authority.isEmpty else { return }
    let kept = facts.isTrusted ? head.fields.first(.forwardedHost).flatMap(forwardedHost) : nil
    buffer.writeStaticString("X-Forwarded-Host: ")
    head.fields.with(kept ?? head.authority) { _ = buffer.writeBytes($0) }
    buffer.writeStaticString("\r\nForwarded: ")
    if facts.isTrusted, let earlier = head.fields.joined(.forwarded), Self.isBalanced(earlier) {
      buffer.writeBytes(earlier)
      buffer.writeStaticString(", ")
    }
    buffer.writeBytes(facts.forwardedElement)
    buffer.writeStaticString(";host=\"")
    head.fields.with(head.authority) { _ = buffer.writeBytes($0) }
    buffer.writeStaticString("\"\r\n")
  }

  private func forwardedHost(_ line: FieldLine) -> Extent? {
    head.fields.with(line.value, Authority.hostLength) == nil ? nil : line.value
  }

  // An open quote would take our own element into it, and with it the word about who the client is.
  private static func isBalanced(_ forwarded: [UInt8]) -> Bool {
    var isQuoted = false
    var bytes = forwarded.makeIterator()
    while let byte = bytes.next() {
      if byte == UInt8(ascii: "\"") {
        isQuoted.toggle()
      } else if isQuoted, byte == UInt8(ascii: "\\") {
        _ = bytes.next()
      }
    }
    return !isQuoted
  }

  private func writeEarlier(_ id: FieldName, into buffer: inout ByteBuffer) {
    guard let earlier = head.fields.joined(id) else { return }
    buffer.writeBytes(earlier)
    buffer.writeStaticString(", ")
  }

  /// The request id, and W3C Trace Context: passed on, or begun here (its `traceparent`, version 00).
  private func writeTrace(into buffer: inout ByteBuffer, spanID: UInt64) {
    buffer.writeStaticString("X-Request-ID: ")
    buffer.write(requestID)
    buffer.writeStaticString("\r\ntraceparent: ")
    if hasValidTrace, let line = head.fields.first(.traceparent) {
      head.fields.with(line.value) { _ = buffer.writeBytes($0) }
    } else {
      buffer.writeStaticString("00-")
      buffer.write(requestID)
      buffer.writeStaticString("-")
      buffer.write(hexadecimal: spanID | 1)
      buffer.writeStaticString("-00")
    }
    buffer.writeStaticString("\r\n")
  }

  private var hasValidTrace: Bool {
    head.fields.first(.traceparent).map { head.fields.with($0.value, TraceParent.isValid) } ?? false
  }

  private func writeFraming(into buffer: inout ByteBuffer) {
    switch head.framing {
    case .none:
      // A method that usually has a body says that there is none (RFC 9110, 8.6).
      if head.kind == .other || head.kind == .put { buffer.writeStaticString("Content-Length: 0\r\n") }
    case .length(let length):
      buffer.writeStaticString("Content-Length: ")
      buffer.write(decimal: length)
      buffer.writeStaticString("\r\n")
    case .chunked, .stream:
      buffer.writeStaticString("Transfer-Encoding: chunked\r\n")
    }
    if expectsContinue { buffer.writeStaticString("Expect: 100-continue\r\n") }
    if head.isWebSocketUpgrade { buffer.writeStaticString("Connection: Upgrade\r\nUpgrade: websocket\r\n") }
  }
}

extension RequestEdits {
  /// Whether the client's own field is not passed on.
  fileprivate func replaces(_ line: FieldLine, of fields: FieldBlock) -> Bool {
    fields.with(line.name) { name in
      let isNamed = { (other: HTTPField.Name) in
        var other = other.canonicalName
        return other.withUTF8 { ByteClass.equals(name, lowercased: UnsafeRawBufferPointer($0)) }
      }
      return removedFields.contains(where: isNamed) || self.fields.contains { isNamed($0.name) }
    }
  }
}

extension Extent {
  var range: Range<Int> { Int(start)..<Int(start) + Int(count) }
}

/// W3C Trace Context, 3.2.
enum TraceParent {
  /// `00-<32 hex>-<16 hex>-<2 hex>`, ids not all zero.
  static func isValid(_ value: UnsafeRawBufferPointer) -> Bool {
    guard value.count == 55 else { return false }
    for index in 0..<55 {
      let byte = value[index]
      let isHex = ByteClass.isDigit(byte) || (0x61...0x66).contains(byte)
      let isDash = index == 2 || index == 35 || index == 52
      guard isDash ? byte == UInt8(ascii: "-") : isHex else { return false }
    }
    return !value[3..<35].allSatisfy { $0 == 0x30 } && !value[36..<52].allSatisfy { $0 == 0x30 }
      && value[0..<2].elementsEqual("00".utf8)
  }
}
