package import RampartCore

extension DocumentNode {
  /// A document as tests write it. Every value has a line of its own, counted from the first.
  package static func from(_ json: JSONValue) -> DocumentNode {
    var line = 0
    return node(json, &line)
  }

  private static func node(_ json: JSONValue, _ line: inout Int) -> DocumentNode {
    line += 1
    let position = SourcePosition(line: line, column: 1)
    let content: DocumentNode.Content =
      switch json {
      case .null: .null
      case .boolean(let value): .scalar(value ? "true" : "false", isQuoted: false)
      case .integer(let value): .scalar(String(value), isQuoted: false)
      case .number(let value): .scalar(String(value), isQuoted: false)
      case .string(let text): .scalar(text, isQuoted: true)
      case .array(let elements): .sequence(elements.map { node($0, &line) })
      case .object(let members):
        .mapping(
          members.map { member in
            let key = DocumentNode(.scalar(member.name, isQuoted: false), at: SourcePosition(line: line + 1, column: 1))
            return (key, node(member.value, &line))
          })
      }
    return DocumentNode(content, at: position)
  }
}
