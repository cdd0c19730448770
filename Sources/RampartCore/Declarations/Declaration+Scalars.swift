extension Declaration where Value == String {
  /// Any text that is not empty.
  package static var text: Declaration {
    Declaration(
      schema: ["type": "string", "minLength": 1],
      render: { .string($0) },
      read: { node, reading in
        guard let text = node.scalar else {
          reading.report(node, isNot: "text")
          return nil
        }
        guard !text.isEmpty else {
          reading.report(.init("impossibleValue", "the text is empty", at: node.position))
          return nil
        }
        return text
      }
    )
  }

  /// Text in a form that `parse` understands; the schema's `pattern` says the same to other tools.
  ///
  /// - Parameter correct: what was probably meant by text that `parse` does not understand.
  package static func text<Parsed: Sendable>(
    pattern: String,
    called name: String,
    example: String,
    correct: @escaping @Sendable (String) -> String? = { _ in nil },
    parse: @escaping @Sendable (String) -> Parsed?,
    render: @escaping @Sendable (Parsed) -> String
  ) -> Declaration<Parsed> {
    Declaration<Parsed>(
      schema: ["type": "string", "pattern": .string(pattern), "examples": [.string(example)]],
      render: { .string(render($0)) },
      read: { node, reading in
        guard let text = node.scalar else {
          reading.report(node, isNot: "\(name) such as `\(example)`")
          return nil
        }
        guard let parsed = parse(text) else {
          let correction = Excerpt.looksLikeSecret(text) ? nil : correct(text)
          let hint = correction.map { "did you mean `\($0)`?" } ?? "write it like `\(example)`"
          reading.report(
            .init("impossibleValue", "\(Excerpt.of(text)) is not \(name)", hint: hint, at: node.position))
          return nil
        }
        return parsed
      }
    )
  }
}

extension Declaration where Value == Bool {
  package static var boolean: Declaration {
    Declaration(
      schema: ["type": "boolean"],
      render: { .boolean($0) },
      read: { node, reading in
        if case .scalar(let text, isQuoted: false) = node.content {
          if text == "true" { return true }
          if text == "false" { return false }
        }
        reading.report(node, isNot: "`true` or `false`")
        return nil
      }
    )
  }
}

extension Declaration where Value == Int {
  package static func integer(in range: ClosedRange<Int>) -> Declaration {
    Declaration(
      schema: ["type": "integer", "minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound)],
      render: { .integer($0) },
      read: { node, reading in
        guard case .scalar(let text, isQuoted: false) = node.content, let value = Int(text) else {
          reading.report(node, isNot: "a whole number")
          return nil
        }
        guard range.contains(value) else {
          let bounds =
            range.count == 1
            ? "it can only be \(range.lowerBound)" : "it goes from \(range.lowerBound) to \(range.upperBound)"
          let detail = "`\(text)` is out of range, \(bounds)"
          reading.report(.init("impossibleValue", detail, at: node.position))
          return nil
        }
        return value
      }
    )
  }
}

extension Declaration {
  /// One of a closed set of words.
  package static func choice(_ words: [(String, Value)]) -> Declaration where Value: Equatable {
    let names = words.map(\.0)
    return Declaration(
      schema: ["type": "string", "enum": .array(names.map { .string($0) })],
      render: { value in words.first { $0.1 == value }.map { .string($0.0) } },
      read: { node, reading in
        let expectation = (names.count == 1 ? "" : "one of ") + names.map { "`\($0)`" }.joined(separator: ", ")
        guard let text = node.scalar else {
          reading.report(node, isNot: expectation)
          return nil
        }
        guard let word = words.first(where: { $0.0 == text }) else {
          reading.report(
            .init(
              "impossibleValue", "\(Excerpt.of(text)) is not \(expectation)",
              hint: Suggestion.hint(for: text, among: names),
              at: node.position))
          return nil
        }
        return word.1
      }
    )
  }

  /// A list; a list of another type's elements is a problem at the element, not at the list.
  package static func list<Element: Sendable>(
    of element: Declaration<Element>,
    atLeast minimum: Int = 0
  ) -> Declaration<[Element]> {
    Declaration<[Element]>(
      schema: ["type": "array", "items": element.schema, "minItems": .integer(minimum)],
      render: { values in
        let rendered = values.compactMap(element.render)
        return rendered.count == values.count ? .array(rendered) : nil
      },
      read: { node, reading in
        guard case .sequence(let nodes) = node.content else {
          reading.report(node, isNot: "a list")
          return nil
        }
        guard nodes.count >= minimum else {
          reading.report(
            .init(
              "impossibleValue", "the list needs at least \(minimum) \(minimum == 1 ? "entry" : "entries")",
              at: node.position))
          return nil
        }
        let values = nodes.map { element.read($0, &reading) }
        return values.contains { $0 == nil } ? nil : values.compactMap(\.self)
      }
    )
  }

  /// A mapping from names that the user makes up to values of one type, in document order.
  package static func dictionary<Element: Sendable>(
    of element: Declaration<Element>,
    namePattern: String = "^[A-Za-z][A-Za-z0-9_-]*$",
    isName: @escaping @Sendable (String) -> Bool = Declaration<String>.isIdentifier
  ) -> Declaration<[(name: String, value: Element)]> {
    Declaration<[(name: String, value: Element)]>(
      schema: [
        "type": "object", "propertyNames": ["pattern": .string(namePattern)], "additionalProperties": element.schema,
      ],
      read: { node, reading in
        guard let pairs = uniquePairs(of: node, &reading) else { return nil }
        var values: [(name: String, value: Element)] = []
        for (key, value) in pairs {
          let name = key.scalar ?? ""
          guard isName(name) else {
            let detail = "\(Excerpt.of(name)) is not a name, use letters, digits, `-` and `_`, a letter first"
            reading.report(.init("impossibleValue", detail, at: key.position))
            continue
          }
          if let value = element.read(value, &reading) { values.append((name, value)) }
        }
        return values.count == pairs.count ? values : nil
      }
    )
  }

  @Sendable package static func isIdentifier(_ name: String) -> Bool where Value == String {
    guard let first = name.utf8.first, isLetter(first), name.utf8.count <= 64 else { return false }
    return name.utf8.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x5F }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
  }

  /// The pairs of a mapping, or nil with a report where it is none, a key is not text, or a key stands twice.
  package static func uniquePairs(
    of node: DocumentNode,
    _ reading: inout Reading
  ) -> [(key: DocumentNode, value: DocumentNode)]? {
    guard case .mapping(let pairs) = node.content else {
      reading.report(node, isNot: "a mapping")
      return nil
    }
    var seen: [String: SourcePosition] = [:]
    var isSound = true
    for (key, _) in pairs {
      guard let name = key.scalar else {
        reading.report(key, isNot: "a key")
        isSound = false
        continue
      }
      if let first = seen.updateValue(key.position, forKey: name) {
        let detail = "the key \(Excerpt.of(name)) stands twice, first on line \(first.line)"
        reading.report(.init("duplicateKey", detail, at: key.position))
        isSound = false
      }
    }
    return isSound ? pairs : nil
  }
}
