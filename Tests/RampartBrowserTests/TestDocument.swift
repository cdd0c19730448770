import HTTPTypes
import RampartBrowser
import RampartCore
import Testing

/// Configurations as the tests write them, read the way a file is read.
enum TestDocument {
  /// The headers of `headers:`, which must be sound.
  static func headers(_ json: JSONValue, _ location: SourceLocation = #_sourceLocation) throws -> SecurityHeaders {
    var reading = Reading()
    let headers = SecurityHeaders.declaration.read(node(json), &reading)
    #expect(reading.problems.isEmpty, sourceLocation: location)
    return try #require(headers, sourceLocation: location)
  }

  /// What is wrong with `headers:`, which must not be sound; each with the line of its value.
  static func problems(_ json: JSONValue, _ location: SourceLocation = #_sourceLocation) -> [String] {
    var reading = Reading()
    let headers = SecurityHeaders.declaration.read(node(json), &reading)
    #expect(headers == nil || !reading.problems.isEmpty, sourceLocation: location)
    return reading.problems.map(\.description)
  }

  /// The value of one header on a TLS answer when only its key is written.
  static func value(
    _ name: String,
    _ json: JSONValue,
    isSecure: Bool = true,
    _ location: SourceLocation = #_sourceLocation
  ) throws -> String? {
    try headers(json, location).rules(isSecure: isSecure).first { $0.name.canonicalName == name.lowercased() }?.value
  }

  /// Every value has a line of its own, counted from the first.
  static func node(_ json: JSONValue) -> DocumentNode {
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

extension HTTPFields {
  /// The values of a field, however its name is spelled.
  func values(_ name: String) -> [String] {
    filter { $0.name.canonicalName == name.lowercased() }.map(\.value)
  }
}
