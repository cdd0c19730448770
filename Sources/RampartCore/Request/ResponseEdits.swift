public import HTTPTypes

/// Fields that controls add to an answer.
public struct ResponseEdits: Sendable, Hashable {
  /// Added as they are. Of a name that a control governs, the backend's own are removed first.
  public var fields: [HTTPField]
  /// Members of `Vary`, merged with those of the backend.
  public var vary: [HTTPField.Name]

  public init(fields: [HTTPField] = [], vary: [HTTPField.Name] = []) {
    self.fields = fields
    self.vary = vary
  }

  public var isEmpty: Bool { fields.isEmpty && vary.isEmpty }

  public mutating func merge(_ other: consuming ResponseEdits) {
    // What is empty takes the other's memory as it is.
    if fields.isEmpty { fields = other.fields } else { fields += other.fields }
    guard !vary.isEmpty else {
      vary = other.vary
      return
    }
    for name in other.vary where !vary.contains(name) { vary.append(name) }
  }

  /// Makes the edits on an answer's fields.
  ///
  /// - Parameter governed: names of which only the controls' own fields may leave.
  public func apply(to answer: inout HTTPFields, governing governed: some Sequence<HTTPField.Name>) {
    for name in governed { answer[values: name] = [] }
    for field in fields { answer.append(field) }
    guard !vary.isEmpty else { return }
    let sent = answer[values: .vary]
    if let merged = Self.vary(adding: vary, to: sent) { answer[.vary] = merged }
  }

  /// Written into place: most backends send no `Vary`, and this is made for each of their answers.
  private static func list(_ names: [HTTPField.Name]) -> String? {
    if names.count < 2 { return names.first?.rawName }
    let length = names.reduce(0) { $0 + $1.rawName.utf8.count + 2 } - 2
    return String(unsafeUninitializedCapacity: length) { buffer in
      var end = 0
      for name in names {
        if end > 0 {
          buffer[end] = UInt8(ascii: ",")
          buffer[end + 1] = UInt8(ascii: " ")
          end += 2
        }
        end = buffer[end...].update(fromContentsOf: name.rawName.utf8)
      }
      return end
    }
  }

  /// `Vary` with these members added (RFC 9110, 12.5.5); nil where it has them all, or `*`, which has every member.
  public static func vary(adding names: [HTTPField.Name], to sent: [String]) -> String? {
    if sent.isEmpty { return list(names) }
    let members = sent.flatMap { $0.split(separator: ",") }.map { member in
      String(member.drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }
    if members.contains("*") { return sent.count == 1 ? nil : "*" }
    let missing = names.filter { name in !members.contains { $0.lowercased() == name.canonicalName } }
    if missing.isEmpty, sent.count <= 1 { return nil }
    return (members.filter { !$0.isEmpty } + missing.map(\.rawName)).joined(separator: ", ")
  }
}
