import HTTPTypes
import RampartCore

/// `Access-Control-Request-Headers` (Fetch, section 3.2.2): field names, separated by commas.
struct RequestedHeaders {
  // More than a page has reason to set; what goes back onto the answer stays short.
  private static let most = 64
  private static let longest = 4096

  let names: [HTTPField.Name]

  /// Nil where a member is no field name, or there are too many: then nothing of it is repeated.
  init?(_ values: [String]) {
    guard values.reduce(0, { $0 + $1.utf8.count }) <= Self.longest else { return nil }
    var names: [HTTPField.Name] = []
    for member in values.flatMap(\.listMembers) where !member.isEmpty {
      guard let name = HTTPField.Name(String(member)), names.count < Self.most else { return nil }
      if !names.contains(name) { names.append(name) }
    }
    self.names = names
  }

  var text: String { names.map(\.rawName).joined(separator: ",") }
}
