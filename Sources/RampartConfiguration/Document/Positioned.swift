package import RampartCore

/// A value that remembers where it was written, for checks that need the whole document.
package struct Positioned<Value: Sendable>: Sendable {
  package var value: Value
  package var position: SourcePosition
}

extension Positioned: Equatable where Value: Equatable {
  /// The place does not matter: a configuration that only moved lines is the same configuration.
  package static func == (left: Positioned, right: Positioned) -> Bool { left.value == right.value }
}

extension Positioned: Hashable where Value: Hashable {
  package func hash(into hasher: inout Hasher) { hasher.combine(value) }
}

extension Declaration {
  var positioned: Declaration<Positioned<Value>> {
    Declaration<Positioned<Value>>(
      schema: schema,
      render: { render($0.value) },
      read: { node, reading in
        read(node, &reading).map { Positioned(value: $0, position: node.position) }
      }
    )
  }
}
