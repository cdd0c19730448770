import RampartCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A gateway that gives its listeners to this one.
struct Predecessor {
  private let connection: CInt
  /// Shared with it, its queues of clients included.
  let listeners: [(address: ServerAddress, descriptor: CInt)]

  /// Asks every gateway of this state folder. Blocks for some seconds at most.
  static func find(_ request: HandOverRequest, stateFolder: String) -> [Predecessor] {
    HandOverFolder(stateFolder: stateFolder).sockets().compactMap { ask($0, request) }
  }

  private static func ask(_ path: String, _ request: HandOverRequest) -> Predecessor? {
    guard let connection = UnixSocketFile.connect(path) else {
      // What a process that was killed has left behind.
      if errno == ECONNREFUSED { UnixSocketFile.remove(path) }
      return nil
    }
    var patience = timeval(tv_sec: 5, tv_usec: 0)
    setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    guard DescriptorMessage.send(Array(request.text.utf8), [], over: connection),
      let answer = DescriptorMessage.receive(from: connection)
    else {
      close(connection)
      return nil
    }
    let addresses = String(decoding: answer.text, as: UTF8.self).split(separator: "\n").map {
      ServerAddress(String($0))
    }
    guard !answer.descriptors.isEmpty, addresses.count == answer.descriptors.count, !addresses.contains(nil) else {
      for descriptor in answer.descriptors { close(descriptor) }
      close(connection)
      return nil
    }
    return Predecessor(
      connection: connection, listeners: Array(zip(addresses.compactMap(\.self), answer.descriptors)))
  }

  /// Tells it that its clients are served from now on, and waits until it accepts no more: never do both.
  ///
  /// Two event loops that wait for one socket wake each other in vain. Who comes in between waits in its queue.
  func succeed() {
    _ = DescriptorMessage.send(Array(HandOverRequest.ready.utf8), [], over: connection)
    _ = DescriptorMessage.receive(from: connection)
    close(connection)
  }

  /// Lets it go on as if it had not been asked.
  func giveUp() {
    close(connection)
  }
}
