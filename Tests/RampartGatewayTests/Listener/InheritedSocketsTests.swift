import RampartCore
import Testing

@testable import RampartGateway

#if canImport(Glibc)
  import Glibc
#endif

@Suite("Sockets that another process has opened")
struct InheritedSocketsTests {
  @Test("are ignored if they are meant for another process")
  func otherProcess() throws {
    for environment in [["LISTEN_PID": "1", "LISTEN_FDS": "1"], ["LISTEN_FDS": "1"], ["LISTEN_PID": "77"], [:]] {
      let sockets = try InheritedSockets(environment: environment, process: 77)
      #expect(sockets.unused.isEmpty)
    }
  }

  @Test("are refused if their number is none, or too large", arguments: ["-1", "many", "99999999", ""])
  func count(text: String) {
    #expect(throws: InheritedSocketError.self) {
      try InheritedSockets(environment: ["LISTEN_PID": "77", "LISTEN_FDS": text], process: 77)
    }
  }

  @Test("are taken by the address that was handed over, once")
  func taken() throws {
    let sockets = InheritedSockets()
    let address = try #require(ServerAddress("127.0.0.1:8080"))
    sockets.add(address, descriptor: 1000)
    #expect(sockets.take(try #require(ServerAddress("127.0.0.2:8080"))) == nil)
    #expect(sockets.take(try #require(ServerAddress("127.0.0.1:8081"))) == nil)
    #expect(sockets.take(address)?.descriptor == 1000)
    #expect(sockets.take(address) == nil)
  }

  @Test("are not those of every interface if one is configured, nor the other way round")
  func interfaces() throws {
    let addresses = ["0.0.0.0:80", "[::]:80", "127.0.0.1:80", "[::1]:80"]
    for own in addresses {
      for other in addresses where own != other {
        let sockets = InheritedSockets()
        sockets.add(try #require(ServerAddress(own)), descriptor: 1000)
        #expect(sockets.take(try #require(ServerAddress(other))) == nil)
      }
    }
    let sockets = InheritedSockets()
    sockets.add(try #require(ServerAddress("[::]:80")), descriptor: 1000)
    #expect(sockets.take(try #require(ServerAddress(":80")))?.descriptor == 1000)
  }
}

@Suite("A message with descriptors")
struct DescriptorMessageTests {
  private static func pair() -> (CInt, CInt) {
    var ends: [CInt] = [0, 0]
    socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0, &ends)
    return (ends[0], ends[1])
  }

  @Test("brings text and open files to the other end", arguments: [0, 1, 2, 3, 64])
  func roundTrip(count: Int) throws {
    let (first, second) = Self.pair()
    defer {
      close(first)
      close(second)
    }
    let sent = (0..<count).map { _ in open("/dev/null", O_RDONLY) }
    #expect(DescriptorMessage.send(Array("text\n".utf8), sent, over: first))
    let message = try #require(DescriptorMessage.receive(from: second))
    #expect(message.text == Array("text\n".utf8))
    #expect(message.descriptors.count == count)
    #expect(message.descriptors.allSatisfy { fcntl($0, F_GETFD) == FD_CLOEXEC })
    for descriptor in sent + message.descriptors { close(descriptor) }
  }

  @Test("is not sent without text or with too many files")
  func limits() {
    let (first, second) = Self.pair()
    #expect(!DescriptorMessage.send([], [0], over: first))
    #expect(!DescriptorMessage.send([1], Array(repeating: 0, count: 65), over: first))
    close(first)
    #expect(DescriptorMessage.receive(from: second) == nil)
    close(second)
  }
}

@Suite("A request for listeners")
struct HandOverRequestTests {
  @Test("is read as it was written")
  func roundTrip() throws {
    let addresses = try ["127.0.0.1:8080", "[::]:443", "unix:/run/app.sock", "localhost:80"].map {
      try #require(ServerAddress($0))
    }
    for takesOver in [false, true] {
      let request = HandOverRequest(takesOver: takesOver, network: "net:[1]", addresses: addresses)
      #expect(HandOverRequest(request.text) == request)
    }
  }

  @Test(
    "is refused in any other form",
    arguments: [
      "", "\n\n", "take\n\n", "give\nnet\n127.0.0.1:80\n\n", "take\nnet\nnowhere\n\n", "take\nnet\n\n127.0.0.1:80\n\n",
    ])
  func broken(text: String) {
    #expect(HandOverRequest(text) == nil)
  }
}
