import NIOCore
import RampartRedis
import RampartTesting
import Testing

@Suite struct RESPParserTests {
  /// All messages of bytes that come in pieces of these sizes, in turn.
  static func parse(
    _ bytes: [UInt8],
    pieces: [Int] = [.max],
    limits: RESPLimits = RESPLimits()
  ) throws(RESPViolation) -> [RESPMessage] {
    var parser = RESPParser(limits: limits)
    var messages: [RESPMessage] = []
    var rest = bytes[...]
    var turn = 0
    while !rest.isEmpty {
      let piece = rest.prefix(max(1, pieces[turn % pieces.count]))
      rest = rest.dropFirst(piece.count)
      turn += 1
      parser.feed(ByteBuffer(bytes: piece))
      while let message = try parser.next() { messages.append(message) }
    }
    return messages
  }

  private func refusal(_ bytes: [UInt8], pieces: [Int], limits: RESPLimits = RESPLimits()) -> RESPViolation? {
    do throws(RESPViolation) {
      _ = try Self.parse(bytes, pieces: pieces, limits: limits)
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: RESPCorpus.replies)
  func `Each type is read, at once and byte by byte`(_ bytes: String, _ value: RESPValue) throws {
    #expect(try Self.parse(Array(bytes.utf8)) == [.reply(value)])
    #expect(try Self.parse(Array(bytes.utf8), pieces: [1]) == [.reply(value)])
  }

  @Test(arguments: RESPCorpus.pushes)
  func `A push is no reply`(_ bytes: String, _ elements: [RESPValue]) throws {
    #expect(
      try Self.parse(Array((bytes + ":1\r\n").utf8), pieces: [1]) == [.push(elements), .reply(.integer(1))])
  }

  @Test func `Not a number is a double`() throws {
    guard case .reply(.double(let value))? = try Self.parse(Array(",nan\r\n".utf8)).first else {
      Issue.record("no double")
      return
    }
    #expect(value.isNaN)
  }

  @Test func `The pieces in which a stream comes make no difference`() throws {
    var generator = SeededGenerator(seed: 1)
    let messages = (0..<500).map { _ in RESPCorpus.replies.randomElement(using: &generator) ?? RESPCorpus.replies[0] }
    let stream = Array(messages.map(\.bytes).joined().utf8)
    let expected = messages.map { RESPMessage.reply($0.value) }
    for pieces in [[Int.max], [1], [2], [3, 1, 7], [64, 1], [4096]] {
      #expect(try Self.parse(stream, pieces: pieces) == expected)
    }
  }

  @Test(arguments: RESPCorpus.violations)
  func `What is no message is refused for its reason`(_ bytes: String, _ word: String) {
    for pieces in [[Int.max], [1]] {
      let violation = refusal(Array(bytes.utf8), pieces: pieces)
      #expect(violation?.description.contains(word) == true, "\(violation as Any)")
    }
  }

  @Test func `After a violation nothing is read any more`() {
    var parser = RESPParser()
    parser.feed(ByteBuffer(string: "hello\r\n+OK\r\n"))
    #expect(throws: RESPViolation.self) { try parser.next() }
    parser.feed(ByteBuffer(string: "+OK\r\n"))
    #expect(throws: RESPViolation.self) { try parser.next() }
  }

  @Test func `A message that is cut off is not read and not refused`() throws {
    for (bytes, _) in RESPCorpus.replies {
      for length in 0..<bytes.utf8.count {
        #expect(try Self.parse(Array(bytes.utf8.prefix(length))).isEmpty)
      }
    }
  }

  @Test func `Each limit holds to the last value`() throws {
    var limits = RESPLimits()
    limits.depth = 3
    limits.elements = 5
    limits.bulkSize = 8
    limits.lineSize = 10
    limits.messageSize = 40
    let accepted = ["*1\r\n*1\r\n*1\r\n_\r\n", "*4\r\n_\r\n_\r\n_\r\n_\r\n", "$8\r\n12345678\r\n", "+123456789\r\n"]
    for text in accepted { #expect(try Self.parse(Array(text.utf8), limits: limits).count == 1) }
    let refused: [(String, String)] = [
      ("*1\r\n*1\r\n*1\r\n*1\r\n_\r\n", "deeply"),
      ("*5\r\n", "elements"), ("%3\r\n", "elements"), ("*2\r\n*2\r\n_\r\n_\r\n*1\r\n_\r\n", "elements"),
      ("|0\r\n|0\r\n|0\r\n|0\r\n|0\r\n|0\r\n", "elements"),
      ("$9\r\n", "bulk"), ("+1234567890\r\n", "line"), ("+1234567890", "line"),
      ("*4\r\n$8\r\n12345678\r\n$8\r\n12345678\r\n$8\r\n", "large"),
    ]
    for (text, word) in refused {
      for pieces in [[Int.max], [1]] {
        #expect(refusal(Array(text.utf8), pieces: pieces, limits: limits)?.description.contains(word) == true)
      }
    }
  }

  @Test func `Attributes are nested no deeper than other values`() {
    let attributes = { (depth: Int) in Array(String(repeating: "|1\r\n", count: depth).utf8) }
    #expect(refusal(attributes(16), pieces: [.max]) == nil)
    #expect(refusal(attributes(17), pieces: [.max])?.description.contains("deeply") == true)
  }

  @Test func `What begins with no type is refused before its line ends`() {
    #expect(refusal([0x48], pieces: [1])?.description.contains("type byte") == true)
  }

  @Test func `The limits begin anew with each message`() throws {
    var limits = RESPLimits()
    limits.elements = 2
    limits.messageSize = 16
    let stream = Array(String(repeating: "*1\r\n:1\r\n>1\r\n:2\r\n", count: 100).utf8)
    #expect(try Self.parse(stream, limits: limits).count == 200)
  }
}
