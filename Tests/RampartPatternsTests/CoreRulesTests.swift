import RampartPatterns
import RampartTesting
import Testing

@Suite(.enabled(if: CoreRules.isThere, "needs the Core Rule Set beside the repository"), .serialized)
struct CoreRulesTests {
  private static let options: PatternOptions = [.dotAll, .multiline]

  private static func request(_ index: Int, id: Int) -> PatternRequest {
    let bytes = CoreRules.expressions[index].bytes
    return PatternRequest(id: id, expressions: [PatternExpression(bytes, options: options)])
  }

  /// Each alone: together they take four times as long.
  private static let exactSets = Result {
    try CoreRules.expressions.indices.map { try PatternSet.compile([request($0, id: 0)], for: .exactness) }
  }

  private static let fastSet = Result {
    try PatternSet.compile(CoreRules.expressions.indices.map { request($0, id: $0) }, for: .speed)
  }

  @Test func `Of 294 expressions 284 are taken exactly, and for ten our own weaker form is`() throws {
    let coverages = try Self.exactSets.get().map { $0.coverage(of: 0) }
    #expect(coverages.count == 294)
    #expect(coverages.count { $0 == .exact } == 284)
    #expect(coverages.count { $0 == .relaxed } == 10)
  }

  @Test func `For speed, nothing is left to the library's approximation`() throws {
    let set = try Self.fastSet.get()
    let coverages = CoreRules.expressions.indices.map(set.coverage(of:))
    #expect(coverages.allSatisfy { $0 <= .relaxed })
    #expect(coverages.count { $0 == .exact } < 40)
    #expect(set.databaseSize < 16 << 20)
  }

  @Test func `Weaker expressions stay silent on most ordinary text`() throws {
    let set = try Self.fastSet.get()
    let scratch = try PatternScratch(for: [set])
    var hits: [Int: Int] = [:]
    for text in Self.ordinaryTexts {
      var bits = PatternBits(count: set.bitCount)
      Array(text.utf8).withUnsafeBytes { set.scan($0, scratch: scratch, into: &bits) }
      bits.forEachBit { if set.coverage(of: $0) == .relaxed { hits[$0, default: 0] += 1 } }
    }
    let most = Self.ordinaryTexts.count / 2
    #expect(hits.count { $0.value > most } <= 1, "\(hits.filter { $0.value > most })")
    #expect(hits.values.reduce(0, +) < 20 * Self.ordinaryTexts.count)
  }

  /// Over 294 expressions and 4,000 values: more than a million pairs.
  @Test func `What PCRE2 finds is never missed, and an exact bit never lies`() throws {
    let compiled = try CoreRules.expressions.map { try RegularExpression($0.bytes, options: Self.options) }
    let fast = try Self.fastSet.get()
    let exact = try Self.exactSets.get()
    let scratch = try PatternScratch(for: exact + [fast])
    let matching = try RegexScratch()
    var values = MutatedTexts(seed: 7)
    var (checks, matches, missed, lies, undecided) = (0, 0, 0, 0, 0)
    for _ in 0..<4000 {
      let value = values.next()
      value.withUnsafeBytes { value in
        var fastBits = PatternBits(count: fast.bitCount)
        fast.scan(value, scratch: scratch, into: &fastBits)
        for (index, expression) in compiled.enumerated() {
          var exactBits = PatternBits(count: 1)
          exact[index].scan(value, scratch: scratch, into: &exactBits)
          checks += 1
          switch expression.match(value, scratch: matching) {
          case .match:
            matches += 1
            if !fastBits.contains(index) || !exactBits.contains(0) { missed += 1 }
          case .noMatch:
            if exact[index].coverage(of: 0) == .exact, exactBits.contains(0) { lies += 1 }
            if fast.coverage(of: index) == .exact, fastBits.contains(index) { lies += 1 }
          case .limit, .failure: undecided += 1
          }
        }
      }
    }
    #expect(checks > 1_000_000)
    #expect(matches > 40_000)
    #expect(missed == 0)
    #expect(lies == 0)
    #expect(undecided < 100)
  }

  @Test func `No expression runs into trouble on hostile text`() throws {
    let matching = try RegexScratch()
    var failures = 0
    for expression in CoreRules.expressions {
      let compiled = try RegularExpression(expression.bytes, options: Self.options)
      for byte in "a'( \\\"0;=".utf8 {
        let text = Array(repeating: byte, count: 8 << 10)
        // At its limit it ends; any other trouble would be ours.
        if case .failure = text.withUnsafeBytes({ compiled.match($0, scratch: matching) }) { failures += 1 }
      }
    }
    #expect(failures == 0)
  }

  private static let ordinaryTexts = [
    "Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/115.0", "hello world", "john.doe@example.com",
    "The quick brown fox jumps over the lazy dog. It was not amused, and left at 10:30 for $5.", "12345", "", "a",
    #"{"name":"Ann","age":3}"#, "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8", "/images/logo.png?v=3", "gzip",
    "2024-05-01T10:00:00Z", "Please call me back tomorrow, or the day after.", "gzip, deflate, br", "keep-alive",
    "en-US,en;q=0.5", "session=abcdef0123456789; theme=dark", "https://www.example.com/articles/2024/spring?page=2",
    "This product is great; I'd buy it again. Would recommend to a friend!", "New York", "O'Brien & Sons Ltd.",
  ]
}
