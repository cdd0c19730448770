import RampartPatterns
import Testing

@Suite struct RegularExpressionTests {
  private func search(
    _ expression: String, _ text: String, from start: Int = 0, options: PatternOptions = [.dotAll, .multiline],
    limits: RegexLimits = RegexLimits(), machineCode: Bool = true
  ) throws -> (RegexResult, [Range<Int>?]) {
    let compiled = try RegularExpression(Array(expression.utf8), options: options, machineCode: machineCode)
    let scratch = try RegexScratch(limits: limits)
    let result = Array(text.utf8).withUnsafeBytes { compiled.match($0, from: start, scratch: scratch) }
    guard case .match(let groups) = result else { return (result, []) }
    return (result, (0..<groups).map { scratch.range(of: $0) })
  }

  @Test(arguments: [true, false])
  func `Groups are where they matched, and nil where they took no part`(_ machineCode: Bool) throws {
    let (result, ranges) = try search("x(a)|(b)(c)?", "--bc", machineCode: machineCode)
    #expect(result == .match(groups: 4))
    #expect(ranges == [2..<4, nil, 2..<3, 3..<4])
    #expect(try search("(a)?b", "b").1 == [0..<1])
    #expect(try search("q", "b").0 == .noMatch)
    #expect(try RegularExpression("(a)(b)".utf8).groupCount == 2)
  }

  @Test func `More groups than are kept do no harm`() throws {
    let (result, ranges) = try search(String(repeating: "(a)", count: 30), String(repeating: "a", count: 30))
    #expect(result == .match(groups: 10))
    #expect(ranges[9] == 8..<9)
  }

  @Test func `The options are those of ModSecurity, and bytes need not be UTF-8`() throws {
    #expect(try search("^b$", "a\nb\nc").0 == .match(groups: 1))
    #expect(try search("a.b", "a\nb").0 == .match(groups: 1))
    #expect(try search("a.b", "a\nb", options: []).0 == .noMatch)
    #expect(try search("A", "a", options: .caseless).0 == .match(groups: 1))
    let expression = try RegularExpression([0x5E, 0xFF, 0x2E, 0x24])
    let scratch = try RegexScratch()
    for text: [UInt8] in [[0xFF, 0x80], [0xFF, 0x00]] {
      #expect(text.withUnsafeBytes { expression.match($0, scratch: scratch) } == .match(groups: 1))
    }
  }

  @Test func `A search goes on from an offset and still sees what is before it`() throws {
    #expect(try search("a", "a-a", from: 1).1 == [2..<3])
    #expect(try search("^a", "a-a", from: 1).0 == .noMatch)
    #expect(try search("a", "a", from: 2).0 == .noMatch)
    #expect(try search("a", "a", from: -1).0 == .noMatch)
    #expect(try search("a*", "", from: 0).1 == [0..<0])
  }

  @Test func `No bytes at all can be searched`() throws {
    let expression = try RegularExpression("^$".utf8)
    let empty = UnsafeRawBufferPointer(start: nil, count: 0)
    #expect(expression.match(empty, scratch: try RegexScratch()) == .match(groups: 1))
  }

  @Test func `What is wrong with an expression is said with its place`() {
    let error = #expect(throws: RegularExpressionError.self) { try RegularExpression("ab(c".utf8) }
    #expect(error?.offset == 4)
    #expect(error?.message.contains("parenthesis") == true)
    #expect(error?.description.hasSuffix("at offset 4") == true)
  }

  @Test(arguments: ["(a+)+$", "(a|a)*$", "(?:a*)*b", "(.*)*x$", "(a|aa)+$", "^(a+)*c?(a+)*d$"], [true, false])
  func `Hostile text that is short ends in a limit`(_ expression: String, _ machineCode: Bool) throws {
    let text = String(repeating: "a", count: RegularExpression.shortText - 1) + "!"
    switch try search(expression, text, machineCode: machineCode).0 {
    case .limit, .noMatch: break
    case let result: Issue.record("\(expression) gave \(result)")
    }
  }

  @Test func `A long text is searched to its end, in whatever steps`() throws {
    for length in [63, 64, 65, 257, 5000, 100_000] {
      let text = String(repeating: "-", count: length) + "ab"
      #expect(try search("ab", text).1 == [length..<(length + 2)])
      #expect(try search("(?<=-)a(b)$", text).1 == [length..<(length + 2), (length + 1)..<(length + 2)])
      #expect(try search("\\z", text).1 == [(length + 2)..<(length + 2)])
      #expect(try search("^-+ab$", text).1 == [0..<(length + 2)])
      #expect(try search("ac", text).0 == .noMatch)
      #expect(try search("-a", text, from: length - 1).1 == [(length - 1)..<(length + 1)])
    }
  }

  @Test func `Each limit has its own name`() throws {
    let text = String(repeating: "a", count: RegularExpression.shortText - 1) + "!"
    var limits = RegexLimits()
    limits.matches = 100
    #expect(try search("(a+)+$", text, limits: limits).0 == .limit(.matches))
    limits = RegexLimits()
    limits.depth = 20
    #expect(try search("(a|b)*$", text, limits: limits, machineCode: false).0 == .limit(.depth))
    limits = RegexLimits()
    limits.heap = 1
    let mixed = String(repeating: "ab", count: 100)
    #expect(try search("(?!xyz)^(?:(a)|(b))*$", mixed, limits: limits, machineCode: false).0 == .limit(.heap))
    limits = RegexLimits()
    limits.time = .zero
    let long = String(repeating: "ab", count: 20_000)
    #expect(try search("(?!aa)(a)\\1", long, limits: limits).0 == .limit(.time))
  }

  @Test func `What machine code has no stack for is interpreted`() throws {
    var limits = RegexLimits()
    limits.stack = 4 << 10
    let text = String(repeating: "ab", count: RegularExpression.shortText / 2)
    #expect(try search("^(?:(a)|(b))*$", text, limits: limits).0 == .match(groups: 3))
  }
}
