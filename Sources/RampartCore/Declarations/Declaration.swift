/// What a configuration value may be: how it is read, how it is shown, and its JSON Schema.
///
/// A key is declared once; the strict reader, `rampart validate --schema` and the reference in docs/ all follow
/// from that declaration.
package struct Declaration<Value: Sendable>: Sendable {
  /// JSON Schema (draft 2020-12) of the accepted values.
  package let schema: JSONValue
  /// The value as a document would write it, where it has a short form; the schema's `default`.
  package let render: @Sendable (Value) -> JSONValue?
  /// Reads a node, or reports what is wrong with it and returns nil.
  package let read: @Sendable (DocumentNode, inout Reading) -> Value?

  package init(
    schema: JSONValue,
    render: @escaping @Sendable (Value) -> JSONValue? = { _ in nil },
    read: @escaping @Sendable (DocumentNode, inout Reading) -> Value?
  ) {
    self.schema = schema
    self.render = render
    self.read = read
  }

  /// The same document form, for another type.
  ///
  /// - Parameters:
  ///   - convert: makes the value, or throws a `ConfigurationProblem` that says why it cannot be.
  ///   - revert: the way back, to render a default.
  package func map<Other: Sendable>(
    _ convert: @escaping @Sendable (Value) throws(ConfigurationProblem) -> Other,
    back revert: @escaping @Sendable (Other) -> Value?
  ) -> Declaration<Other> {
    Declaration<Other>(
      schema: schema,
      render: { other in revert(other).flatMap(render) },
      read: { node, reading in
        guard let value = read(node, &reading) else { return nil }
        do throws(ConfigurationProblem) {
          return try convert(value)
        } catch {
          var problem = error
          problem.position = problem.position ?? node.position
          reading.report(problem)
          return nil
        }
      }
    )
  }

  /// The same, as an optional value of which nil is written as leaving the key out.
  package var optional: Declaration<Value?> {
    Declaration<Value?>(
      schema: schema,
      render: { $0.flatMap(render) },
      read: { node, reading in
        guard let value = read(node, &reading) else { return nil }
        return .some(value)
      }
    )
  }
}

extension Declaration {
  /// One of several forms, told apart by the kind of node.
  package static func forms(
    _ expectation: String,
    scalar: Declaration? = nil,
    sequence: Declaration? = nil,
    mapping: Declaration? = nil
  ) -> Declaration {
    let forms = [scalar, sequence, mapping].compactMap(\.self)
    return Declaration(
      schema: ["anyOf": .array(forms.map(\.schema))],
      render: { value in forms.lazy.compactMap { $0.render(value) }.first },
      read: { node, reading in
        let form =
          switch node.content {
          case .null: Declaration?.none
          case .scalar: scalar
          case .sequence: sequence
          case .mapping: mapping
          }
        guard let form else {
          reading.report(node, isNot: expectation)
          return nil
        }
        return form.read(node, &reading)
      }
    )
  }

  /// A list, or one element without the brackets.
  package static func oneOrMore<Element: Sendable>(
    _ expectation: String,
    of element: Declaration<Element>,
    atLeast minimum: Int = 0
  ) -> Declaration<[Element]> {
    .forms(
      expectation,
      scalar: element.map({ [$0] }, back: { $0.count == 1 ? $0[0] : nil }),
      sequence: Declaration<Element>.list(of: element, atLeast: minimum)
    )
  }
}
