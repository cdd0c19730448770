import RampartCore
import Yams

/// Finds where a key stands for the second time; Yams refuses such a document and names only the first place.
///
/// The first key is given another name of the same length and the document is read again, until it can be. Then the
/// tree says what stands behind the first key in its mapping, in whatever style that was written.
enum DuplicateKey {
  /// Doubled keys that are looked behind.
  private static let attempts: UInt32 = 16
  private static let maximumNodes = 20_000

  static func problem(_ name: String, first: Mark, in text: String) -> ConfigurationProblem {
    let what = "the key \(Excerpt.of(name)) stands twice"
    guard let second = second(name, first: first, in: text) else {
      return ConfigurationProblem("duplicateKey", what, at: SourcePosition(first))
    }
    return ConfigurationProblem("duplicateKey", what + ", first on line \(first.line)", at: SourcePosition(second))
  }

  private static func second(_ name: String, first: Mark, in text: String) -> Mark? {
    var lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map(Array.init)
    var name = name
    var mark = first
    var own: Set<String> = [name]
    for attempt in 0..<attempts {
      // Private use: allowed in YAML, and no key of ours.
      guard let stand = Unicode.Scalar(0xE000 + attempt), rename(name, at: mark, to: stand, in: &lines) else {
        return nil
      }
      if own.contains(name) { own.insert(String(stand) + String(name.unicodeScalars.dropFirst())) }
      do {
        let changed = String(String.UnicodeScalarView(lines.joined(separator: ["\n"])))
        var remaining = maximumNodes
        return try Yams.compose(yaml: changed, Resolver.basic).flatMap { find(first, own, in: $0, &remaining) }
      } catch YamlError.duplicatedKeysInMapping(let duplicates, let context) {
        (name, mark) = (duplicates.first ?? "", context.mark)
      } catch {
        return nil
      }
    }
    return nil
  }

  /// Replaces the first character of the key at that place, behind its quote if it has one.
  private static func rename(
    _ name: String,
    at mark: Mark,
    to stand: Unicode.Scalar,
    in lines: inout [[Unicode.Scalar]]
  ) -> Bool {
    guard let initial = name.unicodeScalars.first, lines.indices.contains(mark.line - 1) else { return false }
    var column = mark.column - 1
    guard lines[mark.line - 1].indices.contains(column) else { return false }
    if lines[mark.line - 1][column] == "\"" || lines[mark.line - 1][column] == "'" { column += 1 }
    guard lines[mark.line - 1].indices.contains(column), lines[mark.line - 1][column] == initial else { return false }
    lines[mark.line - 1][column] = stand
    return true
  }

  /// The next of these keys in the mapping whose key stands at that place.
  private static func find(_ first: Mark, _ names: Set<String>, in node: Node, _ remaining: inout Int) -> Mark? {
    remaining -= 1
    guard remaining > 0 else { return nil }
    switch node {
    case .mapping(let mapping):
      let keys = mapping.map(\.key)
      if let index = keys.firstIndex(where: { $0.mark.map { SourcePosition($0) == SourcePosition(first) } ?? false }) {
        return keys[(index + 1)...].first { names.contains($0.string ?? "") }?.mark
      }
      for pair in mapping {
        if let mark = find(first, names, in: pair.value, &remaining) { return mark }
      }
    case .sequence(let sequence):
      for element in sequence {
        if let mark = find(first, names, in: element, &remaining) { return mark }
      }
    case .scalar, .alias: break
    }
    return nil
  }
}
