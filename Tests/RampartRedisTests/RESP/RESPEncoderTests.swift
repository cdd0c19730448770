import NIOCore
import RampartRedis
import Testing

@Suite struct RESPEncoderTests {
  @Test func `A command is an array of bulk strings counted in bytes`() {
    let buffer = RESPEncoder.encode(["SET", "k", "\u{E9}"])
    #expect(String(buffer: buffer) == "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$2\r\n\u{E9}\r\n")
  }

  @Test func `An argument cannot end the command it stands in`() throws {
    let hostile = ["GET", "x\r\n*1\r\n$8\r\nFLUSHALL\r\n", "", "$-1\r\n", "\0"]
    var parser = RESPParser()
    parser.feed(RESPEncoder.encode(hostile))
    #expect(try parser.next() == .reply(.array(hostile.map { .bulk(Array($0.utf8)) })))
    #expect(try parser.next() == nil)
  }
}
