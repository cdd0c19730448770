import NIOCore
import NIOPosix
import NIOSSL

extension RedisError {
  /// What a failure of the network comes to, without anything a library may have put into its error.
  static func reason(for error: any Error) -> String {
    switch error {
    case let error as RedisError: error.detail
    case is NIOSSLError, is BoringSSLError, is NIOSSLExtraError: "TLS failed: \(error)"
    case is NIOConnectionError: "the connection was refused or the host is not known"
    case let error as IOError: "the system says \(error.errnoCode)"
    case is ChannelError: "the connection could not be made in time"
    default: "the connection failed"
    }
  }
}
