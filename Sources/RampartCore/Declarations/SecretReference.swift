/// Where a secret is to be found. A configuration never holds the secret itself (CWE-798).
package enum SecretReference: Sendable, Hashable {
  case file(String)
  case environment(String)
}

extension Declaration where Value == SecretReference {
  /// `{ file: PATH }` or `{ environment: NAME }`; with `orPath`, a plain path too. A literal secret is an error.
  package static func secret(orPath: Bool = false) -> Declaration {
    let reference = Declaration<Fields>.mapping(
      Fields(),
      [
        DeclaredKey("file", \.file, Declaration<String>.text.optional, "A file that holds the secret."),
        DeclaredKey(
          "environment", \.environment, Declaration<String>.text.optional,
          "An environment variable that holds the secret."),
      ])
    let mappingSchema: JSONValue = [
      "type": "object", "additionalProperties": false, "minProperties": 1, "maxProperties": 1,
      "properties": ["file": ["type": "string"], "environment": ["type": "string"]],
    ]
    return Declaration(
      schema: orPath
        ? ["anyOf": [["type": "string", "pattern": "^[^\\n]+$"], mappingSchema]] : mappingSchema,
      read: { node, reading in
        if let text = node.scalar {
          if orPath, isPath(text) { return .file(text) }
          reading.report(literalSecret(at: node.position))
          return nil
        }
        guard let fields = reference.read(node, &reading) else { return nil }
        switch (fields.file, fields.environment) {
        case (let file?, nil): return .file(file)
        case (nil, let name?): return .environment(name)
        default:
          let detail = "a secret is named by one of `file` and `environment`"
          reading.report(.init("impossibleValue", detail, at: node.position))
          return nil
        }
      }
    )
  }

  private struct Fields: Sendable {
    var file: String?
    var environment: String?
  }

  // A key without its PEM frame is one long word of base64.
  private static func isPath(_ text: String) -> Bool {
    !text.isEmpty && !text.contains("\n") && !Excerpt.looksLikeSecret(text)
      && (text.hasPrefix("/") || text.contains(".") || text.utf8.count <= 64)
  }

  // The text itself must not be repeated: it may be the secret.
  private static func literalSecret(at position: SourcePosition) -> ConfigurationProblem {
    ConfigurationProblem(
      "literalSecret", "a secret stands here in the open",
      hint: "write `{ file: PATH }` or `{ environment: NAME }` and change the secret", at: position)
  }
}
