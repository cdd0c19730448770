import NIOCore
import RampartRedis
import RampartTesting
import Testing

@Suite struct RESPFuzzTests {
  private static let alphabet = Array("+-:$*_#,(!=%~>|0123456789?tfe.\r\n\r\n\r\nax\0".utf8)

  /// The messages and whether the bytes were refused.
  private func outcome(_ bytes: [UInt8], pieces: [Int]) -> ([RESPMessage], Bool) {
    var parser = RESPParser()
    var messages: [RESPMessage] = []
    var rest = bytes[...]
    var turn = 0
    do throws(RESPViolation) {
      while !rest.isEmpty {
        let piece = rest.prefix(pieces[turn % pieces.count])
        rest = rest.dropFirst(piece.count)
        turn += 1
        parser.feed(ByteBuffer(bytes: piece))
        while let message = try parser.next() {
          messages.append(message)
          // Each message takes three bytes at least, so a loop without end shows here.
          guard messages.count <= bytes.count else {
            Issue.record("more messages than bytes")
            return (messages, false)
          }
        }
      }
      return (messages, false)
    } catch {
      return (messages, true)
    }
  }

  @Test func `Random bytes never crash or loop, and their pieces make no difference`() {
    var generator = SeededGenerator(seed: 42)
    var refused = 0
    for _ in 0..<20_000 {
      let length = Int.random(in: 1...60, using: &generator)
      let bytes = (0..<length).map { _ in Self.alphabet.randomElement(using: &generator) ?? 0 }
      refused += compare(bytes)
    }
    #expect(refused > 10_000)
  }

  @Test func `Messages with changed bytes never crash or loop, and their pieces make no difference`() {
    var generator = SeededGenerator(seed: 43)
    var refused = 0
    let rounds = 20_000
    for _ in 0..<rounds {
      var bytes = (0..<3).flatMap { _ in Array((RESPCorpus.replies.randomElement(using: &generator)?.bytes ?? "").utf8)
      }
      for _ in 0..<Int.random(in: 0...2, using: &generator) {
        let index = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: bytes[index] = Self.alphabet.randomElement(using: &generator) ?? 0
        case 1: bytes.insert(UInt8.random(in: 0 ... .max, using: &generator), at: index)
        default: bytes.remove(at: index)
        }
      }
      refused += compare(bytes)
    }
    #expect(refused > 1000 && refused < rounds)
  }

  private func compare(_ bytes: [UInt8]) -> Int {
    let whole = outcome(bytes, pieces: [bytes.count])
    let single = outcome(bytes, pieces: [1])
    let mixed = outcome(bytes, pieces: [2, 1, 5])
    // By text, since not a number differs from itself.
    #expect("\(whole)" == "\(single)" && "\(whole)" == "\(mixed)", "\(bytes)")
    return whole.1 ? 1 : 0
  }
}
