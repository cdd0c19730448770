import Logging
import NIOCore
import RampartCore

/// What happens when no more connections can be accepted, for there are no descriptors or no memory left.
///
/// Trying again at once would keep the loop busy that serves those who are in; so it waits, and says so.
struct AcceptPause {
  let address: ServerAddress
  let services: Services

  private static let pause = TimeAmount.milliseconds(200)
  private static let silence = TimeAmount.seconds(10)

  func handler() -> AcceptBackoffHandler {
    var warned: NIODeadline?
    return AcceptBackoffHandler(shouldForwardIOErrorCaught: false) { error in
      let now = NIODeadline.now()
      if warned.map({ now > $0 + Self.silence }) ?? true {
        warned = now
        services.metrics.refusedConnection("accept")
        services.logger.error(
          "connections cannot be accepted", metadata: ["listen": "\(address)", "reason": "\(error)"])
      }
      return Self.pause
    }
  }
}
