import NIOCore
import RampartCore
import Testing

@testable import RampartGateway

@Suite("What waits of a request's body")
struct PendingBodyTests {
  private func body(
    _ held: HeldBodies = HeldBodies(), limit: Int = 800, client: UInt32 = 1
  ) -> PendingBody {
    PendingBody(held, limit: limit, client: IPAddress(v4: client))
  }

  private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  @Test("Without a control that wants it, the client is not read from")
  func waits() {
    let held = HeldBodies()
    var body = body(held)
    #expect(body.receive(ByteBuffer(string: "abc")) == .stopReading)
    #expect(body.end(trailers: nil) == .readOn)
    #expect(held.total == 0)
    #expect(String(buffer: body.release()) == "abc")
    #expect(body.release().readableBytes == 0)
  }

  @Test("A control sees the whole body at its end, or its beginning where there is more")
  func shows() {
    var body = body()
    #expect(body.want(upTo: 5) == .readOn)
    #expect(body.receive(ByteBuffer(string: "abc")) == .readOn)
    #expect(body.receive(ByteBuffer(string: "def")) == .decide(.beginning(bytes("abcde"))))
    #expect(body.receive(ByteBuffer(string: "ghi")) == .stopReading)
    #expect(body.want(upTo: 20) == .readOn)
    #expect(body.end(trailers: nil) == .decide(.whole(bytes("abcdefghi"))))
    #expect(String(buffer: body.release()) == "abcdefghi")
  }

  @Test("What came while another control was waited for is shown at once")
  func alreadyThere() {
    var part = body()
    _ = part.receive(ByteBuffer(string: "abcdef"))
    #expect(part.want(upTo: 5) == .decide(.beginning(bytes("abcde"))))
    var whole = body()
    _ = whole.receive(ByteBuffer(string: "abc"))
    _ = whole.end(trailers: nil)
    #expect(whole.want(upTo: 5) == .decide(.whole(bytes("abc"))))
  }

  @Test("One client holds no more than its share, others have theirs, and all is given back")
  func room() {
    let held = HeldBodies()
    var first = body(held, limit: 10 * HeldBodies.clientsShare)
    var second = body(held, limit: 10 * HeldBodies.clientsShare)
    var other = body(held, limit: 10 * HeldBodies.clientsShare, client: 2)
    _ = first.want(upTo: 100)
    _ = second.want(upTo: 100)
    #expect(first.receive(ByteBuffer(string: "12345678")) == .readOn)
    #expect(second.receive(ByteBuffer(string: "123")) == .deny(.overloaded))
    _ = other.want(upTo: 100)
    #expect(other.receive(ByteBuffer(string: "12345678")) == .readOn)
    #expect(held.total == 16)
    _ = other.release()
    _ = first.release()
    #expect(held.total == 0)
    #expect(second.receive(ByteBuffer(string: "123")) == .readOn)
    _ = second.release()
    #expect(held.total == 0)
  }

  @Test("All clients together hold no more than there is room for")
  func all() {
    let held = HeldBodies()
    let limit = 80
    for client in UInt32(1)...8 { #expect(held.take(10, for: IPAddress(v4: client), limit: limit)) }
    #expect(!held.take(1, for: IPAddress(v4: 9), limit: limit))
    held.give(back: 10, of: IPAddress(v4: 3))
    #expect(held.take(1, for: IPAddress(v4: 9), limit: limit))
  }
}
