/// A JSON document in memory, with its members in the order they were written.
package enum JSONValue: Sendable, Hashable {
  case null
  case boolean(Bool)
  case integer(Int)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([Member])

  package struct Member: Sendable, Hashable {
    package var name: String
    package var value: JSONValue

    package init(_ name: String, _ value: JSONValue) {
      self.name = name
      self.value = value
    }
  }

  package subscript(name: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name == name }?.value
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  package init(stringLiteral value: String) { self = .string(value) }
  package init(integerLiteral value: Int) { self = .integer(value) }
  package init(booleanLiteral value: Bool) { self = .boolean(value) }
  package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  package init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(elements.map { Member($0.0, $0.1) })
  }
}

extension JSONValue {
  /// The document as text (RFC 8259), on one line, or indented by two spaces.
  package func serialized(indented: Bool = false) -> String {
    var writer = JSONWriter()
    write(to: &writer, indentation: indented ? 0 : nil)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  private func write(to writer: inout JSONWriter, indentation: Int?) {
    switch self {
    case .null: writer.raw("null")
    case .boolean(let value): writer.raw(value ? "true" : "false")
    case .integer(let value): writer.raw(String(value))
    case .number(let value): writer.raw(value.isFinite ? String(value) : "null")
    case .string(let value): writer.string(value)
    case .array(let elements):
      Self.writeList(elements, brackets: ("[", "]"), to: &writer, indentation: indentation) { element, writer, inner in
        element.write(to: &writer, indentation: inner)
      }
    case .object(let members):
      Self.writeList(members, brackets: ("{", "}"), to: &writer, indentation: indentation) { member, writer, inner in
        writer.string(member.name)
        writer.raw(inner == nil ? ":" : ": ")
        member.value.write(to: &writer, indentation: inner)
      }
    }
  }

  private static func writeList<Element>(
    _ elements: [Element],
    brackets: (String, String),
    to writer: inout JSONWriter,
    indentation: Int?,
    each: (Element, inout JSONWriter, Int?) -> Void
  ) {
    let inner = elements.isEmpty ? nil : indentation.map { $0 + 2 }
    writer.raw(brackets.0)
    for (index, element) in elements.enumerated() {
      if index > 0 { writer.raw(",") }
      if let inner { writer.newLine(indentation: inner) }
      each(element, &writer, inner)
    }
    if let indentation, !elements.isEmpty { writer.newLine(indentation: indentation) }
    writer.raw(brackets.1)
  }
}
