public import HTTPTypes

/// What a control changes on the request that the backend gets. Other controls and the firewall see the request as the
/// client sent it.
public final class RequestEdits: Sendable {
  /// Set on the request. The client's own fields of these names are removed first, so that it cannot add to them.
  public let fields: [HTTPField]
  /// Names of fields that the backend does not get.
  public let removedFields: [HTTPField.Name]
  /// Names of cookies that the backend does not get.
  public let removedCookies: [String]

  public init(fields: [HTTPField] = [], removedFields: [HTTPField.Name] = [], removedCookies: [String] = []) {
    self.fields = fields
    self.removedFields = removedFields
    self.removedCookies = removedCookies
  }
}

extension Sequence<RequestEdits> {
  /// The edits of several controls as one; nil if there are none. Of one name the last control's fields hold.
  package var merged: RequestEdits? {
    let all = Array(self)
    guard all.count > 1 else { return all.first }
    var fields: [HTTPField] = []
    for edits in all {
      fields.removeAll { old in edits.fields.contains { $0.name == old.name } }
      fields += edits.fields
    }
    return RequestEdits(
      fields: fields, removedFields: all.flatMap(\.removedFields), removedCookies: all.flatMap(\.removedCookies))
  }
}

extension RequestEdits {
  /// Makes the edits on a request's fields.
  package func apply(to request: inout HTTPFields) {
    for name in removedFields { request[values: name] = [] }
    for name in Set(fields.map(\.name)) { request[values: name] = [] }
    for field in fields { request.append(field) }
    guard !removedCookies.isEmpty else { return }
    let kept = request[values: .cookie].map { String(decoding: self.keptCookies(of: $0.utf8), as: UTF8.self) }
    request[values: .cookie] = kept.filter { !$0.isEmpty }
  }

  /// The value of `Cookie` without the removed ones (RFC 6265, 4.2.1), byte for byte. Empty if nothing is left.
  package func keptCookies(of value: some Collection<UInt8>) -> [UInt8] {
    let pairs = value.split(separator: UInt8(ascii: ";")).map { $0.trimmingBlanks }.filter { pair in
      let name = pair.prefix { $0 != UInt8(ascii: "=") }.trimmingBlanks
      return !pair.isEmpty && !removedCookies.contains { name.elementsEqual($0.utf8) }
    }
    return Array(pairs.joined(separator: "; ".utf8))
  }
}
