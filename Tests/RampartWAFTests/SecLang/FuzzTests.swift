import RampartTesting
import RampartWAF
import Testing

@Suite struct SecLangFuzzingTests {
  private static let corpus: [[UInt8]] =
    BrokenRules.all.map { Array($0.text.utf8) } + [
      Array(
        """
        SecDefaultAction "phase:1,log,auditlog,pass,t:lowercase"
        Include *.conf
        SecRule REQUEST_COOKIES|!REQUEST_COOKIES:/__utm/|XML:/* "!@pmFromFile words.data" \\
            "id:1,phase:2,block,capture,t:none,msg:'a %{TX.0}',setvar:'tx.a=+%{tx.b}',ctl:ruleRemoveById=1-5,chain"
            SecRule &TX:/a/ "@eq 0" "t:length,skipAfter:A"
        SecMarker A
        SecRuleUpdateTargetById 1 "!ARGS:a"
        """.utf8)
    ]

  @Test func `Changed rule files neither trap nor hang`() {
    var generator = SeededGenerator(seed: 7)
    let pieces: [[UInt8]] = [
      "\"", "'", "\\", "\n", "%{", "}", "|", ",", ":", "/", "*", "[", "\u{0}", "\r", "!", "@", "id:1",
    ]
    .map { Array($0.utf8) }
    for round in 0..<900 {
      var bytes = Self.corpus[round % Self.corpus.count]
      for _ in 0..<Int.random(in: 1...6, using: &generator) where !bytes.isEmpty {
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &generator)
        case 1: bytes.removeSubrange(place..<min(bytes.count, place + 5))
        case 2: bytes.insert(contentsOf: pieces.randomElement(using: &generator) ?? [], at: place)
        default: bytes += bytes[place...]
        }
      }
      SecLangFuzzing.run(bytes)
    }
  }

  @Test(arguments: [
    "\"", "\\", "\\\n", "'", "a,", "%{", "ARGS|", "SecFoo\n", "#\n", "[", "*a", "SecRule ARGS a chain\n",
  ])
  func `Long repetitions take no more than their length`(_ piece: String) {
    let short = ContinuousClock().measure { SecLangFuzzing.run(Array(String(repeating: piece, count: 4_000).utf8)) }
    let long = ContinuousClock().measure { SecLangFuzzing.run(Array(String(repeating: piece, count: 32_000).utf8)) }
    // Eight times as long; quadratic work would take 64 times as much.
    #expect(long < short * 30 + .milliseconds(50))
  }
}
