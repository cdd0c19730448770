/// What a path in a document is for.
package enum PathPurpose: Sendable {
  /// A file that is read elsewhere.
  case file
  case folder
  /// A file that is written and need not be there yet; its folder must.
  case output
}

extension Declaration where Value == NamedFile {
  /// The path of a file, which is read together with the document. What stands in the file is not repeated in a message:
  /// there may be a key in it.
  package static var file: Declaration {
    Declaration(
      schema: Declaration<String>.pathSchema,
      render: { .string($0.path) },
      read: { node, reading in
        guard let path = Declaration<String>.readPath(node, &reading) else { return nil }
        do throws(FileFailure) {
          return try NamedFile(path: path, from: reading.sources)
        } catch {
          reading.report(ConfigurationProblem(error, reading: path, at: node.position))
          return nil
        }
      })
  }
}

extension Declaration where Value == String {
  /// The path of something that the program reads or writes itself.
  package static func path(_ purpose: PathPurpose) -> Declaration {
    Declaration(
      schema: pathSchema,
      render: { .string($0) },
      read: { node, reading in
        guard let path = readPath(node, &reading) else { return nil }
        if var problem = reading.problem(with: path, as: purpose) {
          problem.position = node.position
          reading.report(problem)
          return nil
        }
        return path
      })
  }

  /// Every path says the same of itself in the schema; a test finds the paths of a document by that.
  package static var pathSchema: JSONValue {
    ["type": "string", "pattern": "^[^\\n]+$", "$comment": .string(pathComment)]
  }

  package static var pathComment: String { "a path; a relative one starts at the folder of this document" }

  /// Resolves the path against the folder of the document.
  fileprivate static func readPath(_ node: DocumentNode, _ reading: inout Reading) -> String? {
    guard let path = text.read(node, &reading) else { return nil }
    guard Excerpt.isPath(path) else {
      reading.report(
        .init("impossibleValue", "this is no path, write the path of a file and not what is in it", at: node.position))
      return nil
    }
    return reading.resolve(path)
  }
}

extension Declaration {
  /// One of a closed set of words, or a path; a text with a `/` is a path.
  ///
  /// - Parameter expectation: what is expected of a text that is neither, such as "`off` or a path with a `/`".
  package static func words(
    _ words: [(String, Value)],
    orPath purpose: PathPurpose,
    _ expectation: String,
    make: @escaping @Sendable (String) -> Value,
    path: @escaping @Sendable (Value) -> String?
  ) -> Declaration where Value: Equatable {
    let word = Declaration.choice(words)
    let location = Declaration<String>.path(purpose)
    return Declaration(
      schema: [
        "anyOf": [
          word.schema,
          ["type": "string", "pattern": "^[^\\n]*/[^\\n]*$", "$comment": .string(Declaration<String>.pathComment)],
        ]
      ],
      render: { value in path(value).map { .string($0) } ?? word.render(value) },
      read: { node, reading in
        guard let text = Declaration<String>.text.read(node, &reading) else { return nil }
        if let word = words.first(where: { $0.0 == text }) { return word.1 }
        guard text.contains("/"), Excerpt.isPath(text) else {
          reading.report(.init("impossibleValue", "\(Excerpt.of(text)) is not \(expectation)", at: node.position))
          return nil
        }
        return location.read(node, &reading).map(make)
      })
  }
}
