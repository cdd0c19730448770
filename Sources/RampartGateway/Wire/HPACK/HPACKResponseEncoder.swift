import HTTPTypes
import NIOCore
import RampartCore

/// Writes the fields of answers as HPACK. One for each connection.
struct HPACKResponseEncoder: ResponseFieldSink {
  private var writer = HPACKWriter()

  /// What the client says of its table.
  mutating func limitTable(to size: Int) { writer.limitTable(to: size) }

  /// The field block of `fields`, for the very next frame that goes to the client.
  mutating func encode(_ fields: OutgoingFields, date: HTTPDate) -> ByteBuffer {
    writer.begin()
    switch fields {
    case .informational(let head):
      writer.append(status: head.status)
      head.stage.encode(informational: head, into: &self)
    case .final(let head):
      writer.append(status: head.status)
      head.stage.encode(head, date: date, into: &self)
      if case .length(let length) = head.framing { append(name: "content-length", value: String(length)) }
    case .trailers(let block):
      for line in block.lines where TrailerPolicy.passes(line, of: block) {
        block.with(line.name) { name in block.with(line.value) { append(name: name, value: $0) } }
      }
    }
    return writer.block
  }

  mutating func append(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
    guard name.contains(where: { $0 &- 0x41 < 26 }) else { return writer.append(name, value) }
    withUnsafeTemporaryAllocation(byteCount: name.count, alignment: 1) { lowercased in
      for index in 0..<name.count { lowercased[index] = ByteClass.lowercase(name[index]) }
      writer.append(UnsafeRawBufferPointer(lowercased), value)
    }
  }

  mutating func append(name: String, value: String) {
    var name = name
    var value = value
    name.withUTF8 { name in
      value.withUTF8 { append(name: UnsafeRawBufferPointer(name), value: UnsafeRawBufferPointer($0)) }
    }
  }

  mutating func append(_ standing: StandingEdits) {
    for field in standing.fields { append(name: field.name.canonicalName, value: field.value) }
  }

  mutating func append(_ fields: ResponseStage.Fields) {
    for field in fields.list { append(field) }
  }

  mutating func append(_ field: ResponseStage.Field) { append(name: field.name, value: field.value) }
  mutating func append(_ date: HTTPDate) { append(name: "date", value: date.text) }
  mutating func append(_ id: RequestID) { append(name: "x-request-id", value: id.description) }
}

/// Fields on their way to a client of HTTP/2.
enum OutgoingFields {
  case informational(OutgoingHead)
  case final(OutgoingHead)
  case trailers(FieldBlock)
}
