import HTTPTypes
import RampartCore

/// A request of the gateway, as controls see it.
struct HeadFacts: RequestFacts, Sendable {
  let head: RequestHead
  let isSecure: Bool
  let client: IPAddress
  var body = RequestBody.unread

  /// Nobody signs in here yet.
  var user: String? { nil }
  var method: HTTPRequest.Method { HTTPRequest.Method(rawValue: head.fields.string(head.method)) ?? .get }
  var authority: String { head.fields.string(head.authority) }
  var path: String { head.fields.string(head.path) }
  var query: String { String(head.fields.string(head.query).dropFirst()) }

  func values(of name: HTTPField.Name) -> [String] {
    var wanted = name.canonicalName
    return wanted.withUTF8 { wanted in
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
