/// Where a secret is to be found. A configuration never holds the secret itself (CWE-798).
package enum SecretReference: Sendable, Hashable {
  case file(String)
  case environment(String)
}

extension SecretReference: CustomStringConvertible {
  /// What to call it in a message.
  package var description: String {
    switch self {
    case .file(let path): "`\(path)`"
    case .environment(let name): "the environment variable `\(name)`"
    }
  }
}

extension Declaration where Value == Secret {
  /// `{ file: PATH }` or `{ environment: NAME }`; with `orPath`, a plain path too. A literal secret is an error. The
  /// secret is read together with the document.
  ///
  /// - Parameter limit: bytes; a longer secret is an error.
  package static func secret(orPath: Bool = false, limit: Int = Secret.longest) -> Declaration {
    let reference = Declaration<Fields>.mapping(
      Fields(),
      [
        DeclaredKey("file", \.file, named(Excerpt.isPath).optional, "A file that holds the secret."),
        DeclaredKey(
          "environment", \.environment, named(isVariable).optional,
          "An environment variable that holds the secret."),
      ])
    let mappingSchema: JSONValue = [
      "type": "object", "additionalProperties": false, "minProperties": 1, "maxProperties": 1,
      "properties": [
        "file": [
          "description": "A file that holds the secret.", "type": "string",
          "$comment": .string(Declaration<String>.pathComment),
        ],
        "environment": ["description": "An environment variable that holds the secret.", "type": "string"],
      ],
    ]
    return Declaration(
      schema: orPath
        ? ["anyOf": [Declaration<String>.pathSchema, mappingSchema]] : mappingSchema,
      read: { node, reading in
        if let text = node.scalar {
          if orPath, Excerpt.isPath(text) {
            return read(.file(reading.resolve(text)), limit: limit, at: node.position, &reading)
          }
          reading.report(literalSecret(at: node.position))
          return nil
        }
        guard let fields = reference.read(node, &reading) else { return nil }
        switch (fields.file, fields.environment) {
        case (let file?, nil): return read(.file(reading.resolve(file)), limit: limit, at: node.position, &reading)
        case (nil, let name?): return read(.environment(name), limit: limit, at: node.position, &reading)
        default:
          let detail = "a secret is named by one of `file` and `environment`"
          reading.report(.init("impossibleValue", detail, at: node.position))
          return nil
        }
      }
    )
  }

  private static func read(
    _ reference: SecretReference, limit: Int, at position: SourcePosition, _ reading: inout Reading
  ) -> Secret? {
    do throws(ConfigurationProblem) {
      return try Secret(reference, from: reading.sources, limit: limit)
    } catch {
      var problem = error
      problem.position = position
      reading.report(problem)
      return nil
    }
  }

  private struct Fields: Sendable {
    var file: String?
    var environment: String?
  }

  /// Text that names a secret; anything else may be the secret itself, put where its name belongs.
  private static func named(_ isName: @escaping @Sendable (String) -> Bool) -> Declaration<String> {
    let text = Declaration<String>.text
    return Declaration<String>(
      schema: text.schema, render: text.render,
      read: { node, reading in
        guard let name = text.read(node, &reading) else { return nil }
        guard isName(name) else {
          reading.report(literalSecret(at: node.position))
          return nil
        }
        return name
      })
  }

  /// Letters, digits and `_`, no digit first (POSIX, 8.1).
  @Sendable private static func isVariable(_ name: String) -> Bool {
    name.utf8.count <= 64 && name.utf8.first.map { !(0x30...0x39).contains($0) } == true
      && name.utf8.allSatisfy { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F: true
        default: false
        }
      }
  }

  // The text itself must not be repeated: it may be the secret.
  private static func literalSecret(at position: SourcePosition) -> ConfigurationProblem {
    ConfigurationProblem(
      "literalSecret", "a secret stands here in the open",
      hint: "write `{ file: PATH }` or `{ environment: NAME }` and change the secret", at: position)
  }
}
