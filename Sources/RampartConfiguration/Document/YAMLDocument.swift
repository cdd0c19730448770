import RampartCore
import Yams

/// Turns YAML text into document nodes, and libYAML's complaints into configuration problems.
enum YAMLDocument {
  /// Larger files are refused before they are parsed.
  static let maximumBytes = 1 << 20
  /// Aliases may multiply a small file; nodes are counted after they are expanded.
  static let maximumNodes = 100_000

  static let tooLarge = ConfigurationProblem("tooLarge", "the file is larger than 1 MiB")

  static func parse(_ text: String) throws(ConfigurationProblem) -> DocumentNode {
    guard text.utf8.count <= maximumBytes else { throw tooLarge }
    guard let root = try compose(text) else {
      throw ConfigurationProblem("empty", "the file is empty", hint: "`rampart init` writes one to begin with")
    }
    var remaining = maximumNodes
    return try convert(root, &remaining)
  }

  private static func compose(_ text: String) throws(ConfigurationProblem) -> Node? {
    do {
      return try Yams.compose(yaml: text, Resolver.basic)
    } catch let error as YamlError {
      throw problem(for: error, in: text)
    } catch {
      throw ConfigurationProblem("syntax", "the file is not YAML")
    }
  }

  private static func convert(_ node: Node, _ remaining: inout Int) throws(ConfigurationProblem) -> DocumentNode {
    let position = SourcePosition(node.mark)
    remaining -= 1
    guard remaining > 0 else {
      throw ConfigurationProblem("tooLarge", "the document has more than 100000 values", at: position)
    }
    switch node {
    case .scalar(let scalar):
      return DocumentNode(content(of: scalar), at: position)
    case .sequence(let sequence):
      var nodes: [DocumentNode] = []
      for element in sequence { nodes.append(try convert(element, &remaining)) }
      return DocumentNode(.sequence(nodes), at: position)
    case .mapping(let mapping):
      var pairs: [(key: DocumentNode, value: DocumentNode)] = []
      for pair in mapping {
        pairs.append((try convert(pair.key, &remaining), try convert(pair.value, &remaining)))
      }
      return DocumentNode(.mapping(pairs), at: position)
    case .alias:
      throw ConfigurationProblem("syntax", "an alias without its anchor", at: position)
    }
  }

  private static func content(of scalar: Node.Scalar) -> DocumentNode.Content {
    let isQuoted = scalar.style != .plain && scalar.style != .any
    if !isQuoted, ["", "~", "null"].contains(scalar.string) { return .null }
    return .scalar(scalar.string, isQuoted: isQuoted)
  }

  /// libYAML's own sentences are constants. The text that Yams puts beside them is left out: it may hold a secret.
  private static func problem(for error: YamlError, in text: String) -> ConfigurationProblem {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      ConfigurationProblem("syntax", "not YAML: \(problem)", at: SourcePosition(mark))
    case .duplicatedKeysInMapping(let duplicates, let context):
      DuplicateKey.problem(duplicates.first ?? "", first: context.mark, in: text)
    case .reader:
      UnreadableCharacter.problem(in: text)
    default:
      ConfigurationProblem("syntax", "not YAML")
    }
  }
}

extension SourcePosition {
  init(_ mark: Mark?) {
    self.init(line: mark?.line ?? 1, column: mark?.column ?? 1)
  }
}
