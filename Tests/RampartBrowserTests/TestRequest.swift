import HTTPTypes
import RampartCore

/// A request as a server would describe it to a control.
struct TestRequest: RequestFacts {
  var method: HTTPRequest.Method
  var isSecure = true
  var authority = "example.org"
  var path = "/"
  var query = ""
  var client = IPAddress(v4: 0x7F00_0001)
  var user: String?
  var identity: ClientIdentity? { user.map { ClientIdentity(subject: $0, method: "test") } }
  var body = RequestBody.unread
  var fields: [(name: String, value: String)]

  init(_ method: HTTPRequest.Method = .get, _ fields: KeyValuePairs<String, String> = [:]) {
    self.method = method
    self.fields = fields.map { (name: $0.key, value: $0.value) }
  }

  func values(of name: HTTPField.Name) -> [String] {
    fields.filter { $0.name.lowercased() == name.canonicalName }.map(\.value)
  }
}

extension TestRequest {
  func with(_ name: String, _ value: String) -> TestRequest {
    var request = self
    request.fields.append((name: name, value: value))
    return request
  }
}

extension Verdict {
  /// `pass`, `answer 204`, `needsBody 65536` or the code of a denial.
  var outcome: String {
    switch decision {
    case .pass: "pass"
    case .answer(let answer): "answer \(answer.status)"
    case .needsBody(let limit): "needsBody \(limit)"
    case .deny(let denial): denial.code
    }
  }

  /// The only value that the control adds of a field.
  func value(_ name: String) -> String? {
    let values = response.fields.filter { $0.name.canonicalName == name.lowercased() }.map(\.value)
    return values.count == 1 ? values.first : nil
  }

  var vary: [String] { response.vary.map(\.canonicalName) }
}
