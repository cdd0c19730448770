import Foundation
import RampartTesting

@testable import RampartPatterns

/// How long the worst matches of the Core Rule Set take, and how large its automata are: `make figures`.
@main struct PatternFigures {
  private struct Figure {
    var time: Duration
    var text: String
  }

  private static let releases = [("4.28.0", CoreRules.expressions), ("Debian", CoreRules.debianExpressions)]

  static func main() throws {
    guard CoreRules.isThere else { return print("needs the Core Rule Set beside the repository") }
    for count in [128 << 10, 256] { try worstMatches(ofTextsWith: count) }
    sizes()
  }

  private static func worstMatches(ofTextsWith count: Int) throws {
    let clock = ContinuousClock()
    for (name, expressions) in releases {
      let scratch = try RegexScratch()
      var figures: [Figure] = []
      var (matches, total, limited, withheld) = (0, 0, 0, 0)
      var spent = Duration.zero
      for expression in expressions {
        let compiled = try RegularExpression(expression.bytes, options: [.dotAll, .multiline])
        for text in HostileTexts.make(for: expression.bytes, count: count) {
          for wantsGroups in [true, false] {
            var result = RegexResult.noMatch
            let time = text.bytes.withUnsafeBytes { bytes in
              clock.measure { result = compiled.match(bytes, wantsGroups: wantsGroups, scratch: scratch) }
            }
            total += 1
            spent += time
            if case .match(let groups) = result {
              matches += 1
              if wantsGroups, groups == 1, compiled.groupCount > 0 { withheld += 1 }
            }
            if case .limit = result { limited += 1 }
            figures.append(Figure(time: time, text: "\(expression.ids) on \(text.name): \(result)"))
          }
        }
      }
      print("\(name), \(count) bytes: \(total) searches in \(spent), \(matches) match, \(limited) end in a limit,")
      print("  \(withheld) of expressions with groups give only the whole")
      for figure in figures.sorted(by: { $0.time > $1.time }).prefix(10) {
        print("  \(figure.time.formatted(.units(allowed: [.microseconds]))) \(figure.text)")
      }
      for figure in figures.filter({ $0.text.contains("limit(") }).prefix(10) { print("  limit: \(figure.text)") }
    }
  }

  private static func sizes() {
    for (name, expressions) in releases {
      var sizes: [(Int, [Int])] = []
      var symbols = 0
      for expression in expressions {
        let program = DecisionProgram(PatternExpression(expression.bytes, options: [.dotAll, .multiline]))
        if program?.isExact != true { print("  \(name): no exact automaton of \(expression.ids)") }
        sizes.append(((program?.forward.instructions.count ?? 0), expression.ids))
        symbols = max(symbols, program?.symbols.count ?? 0)
      }
      let all = sizes.reduce(0) { $0 + $1.0 }
      let bytes = 2 * all * MemoryLayout<AutomatonInstruction>.stride
      print(
        "\(name): \(sizes.count) expressions, \(all) instructions each way, \(bytes) bytes, at most \(symbols) symbols")
      print("  largest: \(sizes.sorted { $0.0 > $1.0 }.prefix(5))")
    }
  }
}
