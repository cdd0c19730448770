import RampartPatterns
import Testing

@Suite struct PatternSetTests {
  private func bits(_ set: PatternSet, _ text: some Sequence<UInt8>) throws -> [Int] {
    let scratch = try PatternScratch(for: [set])
    var bits = PatternBits(count: set.bitCount)
    Array(text).withUnsafeBytes { set.scan($0, scratch: scratch, into: &bits) }
    var found: [Int] = []
    bits.forEachBit { found.append($0) }
    return found
  }

  private func request(_ id: Int, _ expressions: String..., options: PatternOptions = []) -> PatternRequest {
    PatternRequest(id: id, expressions: expressions.map { PatternExpression($0.utf8, options: options) })
  }

  @Test func `Every bit is set whose expressions occur, and no other`() throws {
    let set = try PatternSet.compile(
      [
        request(0, "ab+c"), request(3, "^x", "y$"), request(64, "hello", options: .caseless), request(200, "never"),
      ], for: .exactness)
    #expect(set.bitCount == 201)
    #expect(try bits(set, "abbbc".utf8) == [0])
    #expect(try bits(set, "x abc HeLLo".utf8) == [0, 3, 64])
    #expect(try bits(set, "y".utf8) == [3])
    #expect(try bits(set, "HELLO y ".utf8) == [64])
    #expect(try bits(set, "".utf8) == [])
    #expect((0..<201).allSatisfy { set.coverage(of: $0) == .exact })
  }

  @Test func `Options say what dots, anchors and letters are`() throws {
    let set = try PatternSet.compile(
      [
        request(0, "a.b"), request(1, "a.b", options: .dotAll), request(2, "^b"), request(3, "^b", options: .multiline),
        request(4, "A", options: .caseless),
      ], for: .exactness)
    #expect(try bits(set, "a\nb".utf8) == [1, 3, 4])
  }

  @Test func `Phrases are found as they are, whatever bytes are in them`() throws {
    let phrases: [[UInt8]] = [Array("a.b*".utf8), [0, 1, 0], [0xFF, 0x80], Array("(|)\\".utf8), Array("\"é'".utf8)]
    let set = try PatternSet.compile(
      phrases.enumerated().map { PatternRequest(id: $0, expressions: [.literal($1, caseless: true)]) })
    for (index, phrase) in phrases.enumerated() {
      #expect(try bits(set, [0x20] + phrase + [0x20]) == [index])
      #expect(try bits(set, phrase.dropLast()) == [])
    }
    #expect(try bits(set, "A.B*".utf8) == [0])
    #expect(try bits(set, "axb".utf8) == [])
  }

  @Test func `Many expressions may stand for one bit, in one request or in more`() throws {
    let phrases = (0..<2000).map { PatternExpression.literal("phrase\($0);".utf8) }
    let set = try PatternSet.compile([PatternRequest(id: 7, expressions: phrases), request(7, "other")])
    #expect(try bits(set, "phrase1999;".utf8) == [7])
    #expect(try bits(set, "an other".utf8) == [7])
    #expect(try bits(set, "phrase2000;".utf8) == [])
  }

  @Test func `An expression that may match nothing matches every text`() throws {
    let set = try PatternSet.compile([request(0, "a*"), request(1, "b")], for: .exactness)
    #expect(try bits(set, "".utf8) == [0])
    #expect(try bits(set, "zzz".utf8) == [0])
  }

  @Test func `What is refused as it stands is taken in a weaker form, and the set says so`() throws {
    let set = try PatternSet.compile(
      [
        request(0, "^(?:x(?:,|$)){1,7}y"), request(1, #"(q)\1"#), request(2, "exact"),
      ], for: .exactness)
    #expect(set.coverage(of: 0) == .relaxed)
    #expect(set.coverage(of: 1) == .approximate)
    #expect(set.coverage(of: 2) == .exact)
    #expect(set.refusals.contains { $0.id == 0 && $0.form == .exact && $0.message.contains("anchor") })
    #expect(set.refusals.contains { $0.id == 1 && $0.form == .exact })
    #expect(try bits(set, "x,x,y".utf8) == [0])
    #expect(try bits(set, "qq".utf8).contains(1))
    #expect(try bits(set, "nothing".utf8) == [])
  }

  @Test func `What no form is taken of counts as found in every text`() throws {
    let set = try PatternSet.compile([request(0, "(unclosed"), request(1, "b")], for: .exactness)
    #expect(set.coverage(of: 0) == .none)
    #expect(set.refusals.filter { $0.id == 0 }.count >= 2)
    #expect(try bits(set, "".utf8) == [0])
    #expect(try bits(set, "b".utf8) == [0, 1])
    let alone = try PatternSet.compile([request(5, "(unclosed")])
    #expect(try bits(alone, "x".utf8) == [5])
  }

  @Test func `For speed, short texts stand for expressions, and phrases for themselves`() throws {
    let set = try PatternSet.compile([
      request(0, "sleep\\s*\\("), request(1, "[a-z]+"), PatternRequest(id: 2, expressions: [.literal("Phrase".utf8)]),
      PatternRequest(id: 3, expressions: [.literal("phrase".utf8, caseless: true)]),
    ])
    #expect(try bits(set, "a SLEEP".utf8) == [0, 1])
    #expect(try bits(set, "a phrase".utf8) == [1, 3])
    #expect(try bits(set, "Phrase".utf8) == [1, 2, 3])
    #expect((0..<4).map { set.coverage(of: $0) } == [.relaxed, .exact, .exact, .exact])
  }

  @Test func `No requests and ids out of range`() throws {
    #expect(try bits(PatternSet.compile([]), "x".utf8) == [])
    #expect(throws: PatternError.self) { try PatternSet.compile([request(-1, "a")]) }
    #expect(throws: PatternError.self) { try PatternSet.compile([request(1 << 30, "a")]) }
  }

  @Test func `One scratch serves several sets, and a clone serves another thread`() async throws {
    let sets = try [PatternSet.compile([request(0, "a+b")]), PatternSet.compile([request(0, "[0-9]{3}x", "foo.*bar")])]
    let scratch = try PatternScratch(for: sets)
    let clone = try scratch.clone()
    for scratch in [scratch, clone] {
      for (set, text) in zip(sets, ["xaab", "foo and bar"]) {
        var bits = PatternBits(count: set.bitCount)
        Array(text.utf8).withUnsafeBytes { set.scan($0, scratch: scratch, into: &bits) }
        #expect(bits.contains(0))
      }
    }
  }

  @Test func `A scan that cannot be done sets every bit`() throws {
    let set = try PatternSet.compile([request(0, "abc"), request(70, "def")])
    // A scratch that was not made for the set.
    let scratch = try PatternScratch(for: [])
    var bits = PatternBits(count: set.bitCount)
    Array("x".utf8).withUnsafeBytes { set.scan($0, scratch: scratch, into: &bits) }
    #expect(bits.contains(0) && bits.contains(70))
  }

  @Test func `Bits are kept, counted and cleared`() {
    var bits = PatternBits(count: 130)
    #expect(bits.capacity >= 130 && bits.isEmpty)
    bits.insert(0)
    bits.insert(129)
    var other = PatternBits(count: 130)
    other.insert(64)
    bits.formUnion(other)
    var found: [Int] = []
    bits.forEachBit { found.append($0) }
    #expect(found == [0, 64, 129])
    bits.removeAll()
    #expect(bits.isEmpty && !bits.contains(129))
  }
}
