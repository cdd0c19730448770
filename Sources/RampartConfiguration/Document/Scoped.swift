package import RampartCore

/// What one entry of a control says, and the requests it is for.
package struct Scoped<Value: Sendable>: Sendable {
  package var scope: RouteScope
  package var value: Value
  package var position: SourcePosition

  package init(
    scope: RouteScope = .everything, value: Value, position: SourcePosition = SourcePosition(line: 1, column: 1)
  ) {
    self.scope = scope
    self.value = value
    self.position = position
  }
}

extension Scoped: Equatable where Value: Equatable {
  package static func == (left: Scoped, right: Scoped) -> Bool {
    left.scope == right.scope && left.value == right.value
  }
}

extension Declaration {
  /// The same mapping with one more key, `routes`; without it an entry is for every request.
  var scoped: Declaration<Scoped<Value>> {
    let routes = RouteScope.declaration
    return Declaration<Scoped<Value>>(
      schema: schema.adding(
        property: "routes",
        routes.schema.adding("description", "Paths this is for, `/api/**` or `example.org/login`; without it, all.")),
      read: { node, reading in
        guard case .mapping(let pairs) = node.content else { return read(node, &reading).map { Scoped(value: $0) } }
        let isRoutes = { (pair: (key: DocumentNode, value: DocumentNode)) in pair.key.scalar == "routes" }
        let own = pairs.filter(isRoutes)
        guard own.count <= 1 else {
          _ = Declaration.uniquePairs(of: node, &reading)
          return nil
        }
        let rest = DocumentNode(.mapping(pairs.filter { !isRoutes($0) }), at: node.position)
        let value = read(rest, &reading)
        let scope = own.first.map { routes.read($0.value, &reading) } ?? .everything
        guard let value, let scope else { return nil }
        return Scoped(scope: scope, value: value, position: node.position)
      })
  }

  private static func checkThatEachCounts(_ entries: [Scoped<Value>]) throws(ConfigurationProblem) {
    for (index, entry) in entries.enumerated() {
      guard let earlier = entries[..<index].first(where: { $0.scope.covers(entry.scope) }) else { continue }
      throw ConfigurationProblem(
        "impossibleValue", "the entry never counts: that of line \(earlier.position.line) is for all its requests",
        hint: "put the one for fewer requests first", at: entry.position)
    }
  }

  /// One entry for every request, or a list of entries, of which the first that matches a request counts.
  var scopedEntries: Declaration<[Scoped<Value>]> {
    let entry = scoped
    let entries: Declaration<[Scoped<Value>]> = Declaration<Scoped<Value>>.list(of: entry).map(
      { entries throws(ConfigurationProblem) in
        try Self.checkThatEachCounts(entries)
        return entries
      },
      back: { $0 })
    return .forms(
      "a mapping, or a list of mappings with `routes`",
      sequence: entries,
      mapping: entry.map({ [$0] }, back: { $0.count == 1 ? $0.first : nil }))
  }
}

extension JSONValue {
  fileprivate func adding(_ name: String, _ value: JSONValue) -> JSONValue {
    guard case .object(let members) = self else { return self }
    return .object([.init(name, value)] + members)
  }

  /// An object schema with one more property.
  fileprivate func adding(property name: String, _ schema: JSONValue) -> JSONValue {
    guard case .object(let members) = self else { return self }
    return .object(
      members.map { member in
        guard member.name == "properties", case .object(let properties) = member.value else { return member }
        return .init("properties", JSONValue.object(properties).adding(name, schema))
      })
  }
}
