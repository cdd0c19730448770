import Foundation

/// The expressions and phrases of CRS 4.28.0 and the texts of its tests, where the rules lie beside the repository.
package enum CoreRules {
  package static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../shared/crs/4.28.0").standardizedFileURL.path()

  package static var isThere: Bool { FileManager.default.fileExists(atPath: folder + "/rules") }

  package struct Expression: Hashable {
    package var bytes: [UInt8]
    package var ids: [Int]
  }

  /// Every `@rx`, without repetitions, in the order of the files.
  package static let expressions = expressions(in: folder)

  /// The same of the rules that Debian has a package of; macros are left out.
  package static let debianExpressions = expressions(in: "/usr/share/modsecurity-crs").filter {
    !String(decoding: $0.bytes, as: UTF8.self).contains("%{")
  }

  private static func expressions(in root: String) -> [Expression] {
    var result: [Expression] = []
    var places: [[UInt8]: Int] = [:]
    for line in ruleLines(in: root) {
      guard let rule = condition(of: line) else { continue }
      if let place = places[rule.bytes] {
        result[place].ids += rule.ids
      } else {
        places[rule.bytes] = result.count
        result.append(rule)
      }
    }
    return result
  }

  /// One list for each file of phrases.
  package static let phraseLists: [[[UInt8]]] = files(folder + "/rules", suffix: ".data").map { file in
    file.split(separator: 0x0A).map(Array.init).filter { $0.first != UInt8(ascii: "#") }
  }

  /// Every value behind a key in the tests' files.
  package static let testTexts: [[UInt8]] = {
    var texts: Set<[UInt8]> = []
    for file in files(folder + "/tests", suffix: ".yaml") {
      for line in file.split(separator: 0x0A) {
        guard let colon = line.firstIndex(of: 0x3A) else { continue }
        let text = line[(colon + 1)...].drop { $0 == 0x20 || $0 == 0x22 || $0 == 0x27 }
        if !text.isEmpty { texts.insert(Array(text.prefix(512))) }
      }
    }
    return texts.sorted { $0.lexicographicallyPrecedes($1) }
  }()

  private static func ruleLines(in root: String) -> [[UInt8]] {
    files(root + "/rules", suffix: ".conf").flatMap { file in
      var lines: [[UInt8]] = []
      var open: [UInt8] = []
      for line in file.split(separator: 0x0A, omittingEmptySubsequences: false) {
        if open.isEmpty, line.first(where: { $0 != 0x20 }) == 0x23 { continue }
        if line.last == 0x5C {
          open += line.dropLast()
        } else {
          lines.append(open + line)
          open = []
        }
      }
      return lines
    }
  }

  // SecRule TARGETS "[!]@rx EXPRESSION" "ACTIONS", with `\"` for a quotation mark.
  private static func condition(of line: [UInt8]) -> Expression? {
    let text = String(decoding: line.drop { $0 == 0x20 }, as: UTF8.self)
    guard text.hasPrefix("SecRule "), let start = text.firstRange(of: "@rx ")?.upperBound else { return nil }
    var expression: [UInt8] = []
    var isEscaped = false
    for byte in text[start...].utf8 {
      if isEscaped {
        if byte != 0x22 { expression.append(0x5C) }
        expression.append(byte)
        isEscaped = false
      } else if byte == 0x5C {
        isEscaped = true
      } else if byte == 0x22 {
        break
      } else {
        expression.append(byte)
      }
    }
    let id = text.firstRange(of: "id:").flatMap { Int(text[$0.upperBound...].prefix(6)) }
    return Expression(bytes: expression, ids: [id ?? 0])
  }

  private static func files(_ root: String, suffix: String) -> [[UInt8]] {
    let paths = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
    return paths.filter { $0.hasSuffix(suffix) }.sorted().compactMap {
      FileManager.default.contents(atPath: root + "/" + $0).map(Array.init)
    }
  }
}
