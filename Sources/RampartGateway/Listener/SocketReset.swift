import NIOCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Makes the next close of a TCP connection a reset (RST) instead of an orderly end (FIN).
enum SocketReset {
  static func prepare(_ channel: any Channel) {
    guard let socket = channel as? any SocketOptionProvider else { return }
    _ = socket.setSoLinger(linger(l_onoff: 1, l_linger: 0))
  }
}
