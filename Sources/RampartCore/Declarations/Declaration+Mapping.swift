/// One key of a mapping that becomes one property of `Root`.
package struct DeclaredKey<Root: Sendable>: Sendable {
  package let name: String
  let isRequired: Bool
  let summary: String
  let schema: @Sendable (Root) -> JSONValue
  let apply: @Sendable (DocumentNode, inout Root, inout Reading) -> Bool

  /// - Parameters:
  ///   - name: the key as written.
  ///   - property: where the value goes; what `Root` holds there without the key is the default.
  ///   - declaration: what the value may be.
  ///   - summary: one sentence for the schema and the reference.
  package init<Value>(
    _ name: String,
    _ property: any WritableKeyPath<Root, Value> & Sendable,
    _ declaration: Declaration<Value>,
    isRequired: Bool = false,
    _ summary: String
  ) {
    self.name = name
    self.isRequired = isRequired
    self.summary = summary
    self.schema = { root in
      var members: [JSONValue.Member] = [.init("description", .string(summary))]
      if case .object(let declared) = declaration.schema { members += declared }
      if !isRequired, let rendered = declaration.render(root[keyPath: property]) {
        members.append(.init("default", rendered))
      }
      return .object(members)
    }
    self.apply = { node, root, reading in
      guard let value = declaration.read(node, &reading) else { return false }
      root[keyPath: property] = value
      return true
    }
  }
}

extension Declaration {
  /// A mapping with exactly these keys; `initial` holds the defaults.
  package static func mapping(_ initial: Value, _ keys: [DeclaredKey<Value>]) -> Declaration {
    let names = keys.map(\.name)
    return Declaration(
      schema: mappingSchema(initial, keys),
      read: { node, reading in
        guard let pairs = uniquePairs(of: node, &reading) else { return nil }
        var value = initial
        var isSound = true
        for (key, child) in pairs {
          let name = key.scalar ?? ""
          guard let declared = keys.first(where: { $0.name == name }) else {
            let hint = Suggestion.hint(for: name, among: names) ?? "known here: \(names.joined(separator: ", "))"
            reading.report(.init("unknownKey", "unknown key \(Excerpt.of(name))", hint: hint, at: key.position))
            isSound = false
            continue
          }
          isSound = declared.apply(child, &value, &reading) && isSound
        }
        for key in keys where key.isRequired && !pairs.contains(where: { $0.key.scalar == key.name }) {
          reading.report(.init("missingKey", "the key `\(key.name)` is missing", at: node.position))
          isSound = false
        }
        return isSound ? value : nil
      }
    )
  }

  private static func mappingSchema(_ initial: Value, _ keys: [DeclaredKey<Value>]) -> JSONValue {
    var members: [JSONValue.Member] = [
      .init("type", "object"),
      .init("additionalProperties", false),
      .init("properties", .object(keys.map { .init($0.name, $0.schema(initial)) })),
    ]
    let required = keys.filter(\.isRequired).map { JSONValue.string($0.name) }
    if !required.isEmpty { members.append(.init("required", .array(required))) }
    return .object(members)
  }
}
