import HTTPTypes
import RampartCore

/// A request of the gateway, as controls see it.
struct HeadFacts: GatedFacts {
  let head: RequestHead
  let isSecure: Bool
  let client: IPAddress
  var body = RequestBody.unread
  var identity: ClientIdentity?

  var method: HTTPRequest.Method {
    switch head.kind {
    case .get: .get
    case .head: .head
    case .put: .put
    case .delete: .delete
    case .options: .options
    case .trace: .trace
    case .other: Self.method(head.fields.string(head.method))
    }
  }
  var authority: String { head.fields.string(head.authority) }
  var path: String { head.fields.string(head.path) }
  var query: String { head.fields.with(head.query) { String(decoding: $0.dropFirst(), as: UTF8.self) } }

  // The parser takes no method that is no token, so there is none that this does not know.
  private static func method(_ name: String) -> HTTPRequest.Method { HTTPRequest.Method(rawValue: name) ?? .post }

  var hasMethodOverride: Bool { head.fields.lines.contains { FieldNameSet.methodOverrides.contains($0.id) } }

  func values(of name: HTTPField.Name) -> [String] {
    var wanted = name.canonicalName
    return wanted.withUTF8 { wanted in
      // Most fields that controls ask for are not there.
      guard head.fields.lines.contains(where: { Int($0.name.count) == wanted.count }) else { return [] }
      let wanted = UnsafeRawBufferPointer(wanted)
      let id = FieldNameTable.shared.find(wanted)
      var values: [String] = []
      for line in head.fields.lines where line.id == id {
        if id == .unknown, !head.fields.with(line.name, { ByteClass.equals($0, lowercased: wanted) }) { continue }
        values.append(head.fields.string(line.value))
      }
      return values
    }
  }
}
