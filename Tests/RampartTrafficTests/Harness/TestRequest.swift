import HTTPTypes
import RampartCore

/// A request as a test writes it.
struct TestRequest: RequestFacts, Sendable {
  var method = HTTPRequest.Method.get
  var isSecure = true
  var authority = "app.example"
  var path = "/"
  var query = ""
  var client = IPAddress(v4: 0xC000_0201)
  var user: String?
  var identity: ClientIdentity? { user.map { ClientIdentity(subject: $0, method: "test") } }
  var body = RequestBody.unread
  var fields: [(name: String, value: String)] = []

  func values(of name: HTTPField.Name) -> [String] {
    fields.filter { $0.name.lowercased() == name.canonicalName }.map(\.value)
  }

  func from(_ address: String) -> TestRequest {
    var copy = self
    copy.client = IPAddress(address) ?? client
    return copy
  }

  func with(_ name: String, _ values: String...) -> TestRequest {
    var copy = self
    copy.fields += values.map { (name, $0) }
    return copy
  }

  func at(_ path: String) -> TestRequest {
    var copy = self
    copy.path = path
    return copy
  }

  func by(_ user: String) -> TestRequest {
    var copy = self
    copy.user = user
    return copy
  }
}

extension Verdict {
  var denial: Denial? {
    guard case .deny(let denial) = decision else { return nil }
    return denial
  }

  var passes: Bool {
    guard case .pass = decision else { return false }
    return true
  }

  /// The values of a field, however its name is spelled.
  func values(_ name: String) -> [String] {
    response.fields.filter { $0.name.canonicalName == name.lowercased() }.map(\.value)
  }
}
