import HTTPTypes
import NIOCore
import RampartBrowser
import RampartCore

/// What every answer passes on its way out, exactly once: hop-by-hop fields go, security headers come, the request id
/// is set. Compiled when a configuration is loaded; fixed fields are encoded then, not for each answer.
struct ResponseStage: Sendable {
  struct Field: Sendable {
    /// Lower case.
    var name: String
    var value: String
    var id: FieldName
    /// `Name: value CRLF`.
    var encoded: [UInt8]

    init(name: String, value: String) {
      self.name = name.lowercased()
      self.value = value
      id = FieldName(self.name) ?? .unknown
      encoded = Array("\(name): \(value)\r\n".utf8)
    }
  }

  /// Fields that are written one after the other.
  struct Fields: Sendable {
    let list: [Field]
    let encoded: [UInt8]

    init(_ list: [Field]) {
      self.list = list
      encoded = list.flatMap(\.encoded)
    }
  }

  /// The backend's fields that do not pass.
  private let dropped: FieldNameSet
  /// The backend's fields that stand where it sends them, but once.
  private let kept: FieldNameSet
  private let rules: [FieldName: HeaderRule]
  private let fixed: Fields
  /// Ours, where the backend sends none.
  private let fallback: [Field]
  /// Both, for the many answers on which the backend sends nothing that stands.
  private let whole: Fields

  init(_ rules: [HeaderRule]) {
    var dropped = FieldNameSet.hopByHop
    var kept = FieldNameSet()
    var byName: [FieldName: HeaderRule] = [:]
    var fixed: [Field] = []
    var fallback: [Field] = []
    dropped.insert(.requestID)
    dropped.insert(.contentLength)
    for rule in rules {
      // INVARIANT: FieldName's catalog has every name of SecurityHeaders; a test holds them together.
      let id = FieldName(rule.name.canonicalName) ?? .unknown
      let field = rule.value.map { Field(name: rule.name.rawName, value: $0) }
      switch rule.onUpstream {
      case .keep, .keepProtective:
        kept.insert(id)
        byName[id] = rule
        if let field { fallback.append(field) }
      case .replace, .drop:
        dropped.insert(id)
        if let field { fixed.append(field) }
      }
    }
    self.dropped = dropped
    self.kept = kept
    self.rules = byName
    self.fixed = Fields(fixed)
    self.fallback = fallback
    whole = Fields(fixed + fallback)
  }

  /// Writes the fields of an answer.
  func encode(_ head: OutgoingHead, date: HTTPDate, into sink: inout some ResponseFieldSink) {
    var seen = FieldNameSet()
    var varied: [ArraySlice<UInt8>] = []
    let governsVary = head.controls.namesVary
    if let fields = head.fields {
      let nominated = fields.fieldsNamedInConnection()
      fields.bytes.withUnsafeReadableBytes { bytes in
        for line in fields.lines {
          if head.controls.governed.contains(line.id) { continue }
          if line.id == .contentLength {
            guard head.framing == .none, head.status != 204, !seen.contains(.contentLength) else { continue }
          } else if dropped.contains(line.id) || fields.isNamed(line, in: nominated) {
            continue
          } else if line.id == .setCookie, let cookies = head.controls.cookies {
            if let cookie = fields.with(line.value, cookies.harden) { sink.append(name: "set-cookie", value: cookie) }
            continue
          } else if line.id == .vary, governsVary {
            varied.append(ArraySlice(Self.slice(bytes, line.value)))
            continue
          } else if kept.contains(line.id) {
            if !seen.contains(line.id), let value = keptValue(line.id, fields) {
              seen.insert(line.id)
              value.withUnsafeBytes { sink.append(name: Self.slice(bytes, line.name), value: $0) }
            }
            continue
          }
          seen.insert(line.id)
          sink.append(name: Self.slice(bytes, line.name), value: Self.slice(bytes, line.value))
        }
      }
    }
    for field in head.own {
      if governsVary, field.name == .vary {
        varied.append(ArraySlice(field.value.utf8))
      } else {
        sink.append(name: field.name.canonicalName, value: field.value)
      }
    }
    encode(head.controls, varied: varied, into: &sink)
    if seen.isDisjoint(with: kept) {
      sink.append(whole)
    } else {
      sink.append(fixed)
      for field in fallback where !seen.contains(field.id) { sink.append(field) }
    }
    sink.append(head.requestID)
    if !seen.contains(.date) { sink.append(date) }
  }

  private func encode(_ controls: AnswerEdits, varied: [ArraySlice<UInt8>], into sink: inout some ResponseFieldSink) {
    if let standing = controls.standing { sink.append(standing) }
    for standing in controls.others { sink.append(standing) }
    for field in controls.fields { sink.append(name: field.name.canonicalName, value: field.value) }
    guard controls.namesVary else { return }
    // Most backends say nothing of it, and then it is written already.
    let isWritten = varied.isEmpty && !controls.othersVary
    if isWritten, let written = controls.standing?.varyText {
      sink.append(name: "vary", value: written)
    } else {
      let merged = ResponseEdits.vary(adding: controls.vary, toBytes: varied)
      sink.append(name: "vary", value: merged ?? Array(varied.first ?? []))
    }
  }

  /// Writes the fields of a 1xx: the backend's, less what no answer may carry.
  func encode(informational head: OutgoingHead, into sink: inout some ResponseFieldSink) {
    guard let fields = head.fields else { return }
    let nominated = fields.fieldsNamedInConnection()
    fields.bytes.withUnsafeReadableBytes { bytes in
      for line in fields.lines where !dropped.contains(line.id) && !fields.isNamed(line, in: nominated) {
        // What controls harden or replace has no place before the answer proper.
        if line.id == .setCookie || line.id == .vary || head.controls.governed.contains(line.id) { continue }
        sink.append(name: Self.slice(bytes, line.name), value: Self.slice(bytes, line.value))
      }
    }
  }

  private func keptValue(_ id: FieldName, _ fields: FieldBlock) -> [UInt8]? {
    let sent = fields.lines.filter { $0.id == id }.map { fields.with($0.value) { ArraySlice($0) } }
    guard sent.contains(where: { !$0.isEmpty }) else { return nil }
    return rules[id]?.value(overBytes: sent)
  }

  @inline(__always)
  private static func slice(_ bytes: UnsafeRawBufferPointer, _ extent: Extent) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: bytes[Int(extent.start)..<Int(extent.start) + Int(extent.count)])
  }
}

/// Where the fields of an answer are written: HTTP/1 text or an HPACK list.
protocol ResponseFieldSink {
  mutating func append(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer)
  mutating func append(name: String, value: String)
  mutating func append(_ standing: StandingEdits)
  mutating func append(_ fields: ResponseStage.Fields)
  mutating func append(_ field: ResponseStage.Field)
  mutating func append(_ id: RequestID)
  mutating func append(_ date: HTTPDate)
}

extension ResponseFieldSink {
  mutating func append(name: StaticString, value: [UInt8]) {
    name.withUTF8Buffer { name in
      value.withUnsafeBytes { append(name: UnsafeRawBufferPointer(name), value: $0) }
    }
  }
}
