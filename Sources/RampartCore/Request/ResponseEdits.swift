public import HTTPTypes

/// Fields that a control adds to an answer.
public struct ResponseEdits: Sendable {
  /// Those that it adds to many answers.
  public let standing: StandingEdits?
  /// Those of this answer alone.
  public private(set) var own: [HTTPField]

  public init(_ standing: StandingEdits? = nil, fields: [HTTPField] = []) {
    self.standing = standing
    own = fields
  }

  /// Added as they are. Of a name that a control governs, the backend's own are removed first.
  public var fields: [HTTPField] { (standing?.fields ?? []) + own }

  /// Members of `Vary`, merged with those of the backend.
  public var vary: [HTTPField.Name] { standing?.vary ?? [] }

  public var isEmpty: Bool { own.isEmpty && (standing.map { $0.fields.isEmpty && $0.vary.isEmpty } ?? true) }

  public mutating func append(_ field: HTTPField) { own.append(field) }

  /// `Vary` with these members added (RFC 9110, 12.5.5); nil where it has them all, or `*`, which has every member.
  public static func vary(adding names: [HTTPField.Name], to sent: [String]) -> String? {
    // What comes of text is text.
    vary(adding: names, toBytes: sent.map { ArraySlice($0.utf8) }).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The same of bytes: what is not UTF-8 leaves as it came.
  package static func vary(adding names: [HTTPField.Name], toBytes sent: [ArraySlice<UInt8>]) -> [UInt8]? {
    if sent.isEmpty { return names.isEmpty ? nil : Array(names.map(\.rawName).joined(separator: ", ").utf8) }
    let members = sent.flatMap { $0.parts(at: ",") }.map { $0.trimmingBlanks() }
    if members.contains(where: { $0.isSpelled("*") }) { return sent.count == 1 ? nil : Array("*".utf8) }
    let missing = names.filter { name in !members.contains { $0.isSpelled(name.canonicalName) } }
    if missing.isEmpty, sent.count <= 1 { return nil }
    let all = members.filter { !$0.isEmpty } + missing.map { ArraySlice($0.rawName.utf8) }
    return Array(all.joined(separator: ", ".utf8))
  }
}

extension Sequence<ResponseEdits> {
  /// Makes the edits of several controls on an answer's fields.
  ///
  /// - Parameter governed: names of which only the controls' own fields may leave.
  public func apply(to answer: inout HTTPFields, governing governed: some Sequence<HTTPField.Name>) {
    for name in governed { answer[values: name] = [] }
    for edits in self { for field in edits.fields { answer.append(field) } }
    let names = compactMap(\.standing).vary
    if names.isEmpty { return }
    if let merged = ResponseEdits.vary(adding: names, to: answer[values: .vary]) { answer[.vary] = merged }
  }
}
