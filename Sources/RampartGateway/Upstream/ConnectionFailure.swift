import NIOCore
import NIOPosix
import NIOSSL

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Why a connection to a server failed, in words for a log.
enum ConnectionFailure {
  /// `connection refused` instead of the errors of every library in between.
  static func reason(_ error: any Error) -> String {
    switch error {
    case let error as NIOConnectionError:
      if let last = error.connectionErrors.last { return reason(last.error) }
      if let unresolved = error.dnsAError ?? error.dnsAAAAError { return reason(unresolved) }
      return "the name `\(error.host)` has no address"
    case let error as IOError:
      return String(cString: strerror(error.errnoCode)).lowercased()
    case ChannelError.connectTimeout:
      return "no connection in time"
    case NIOSSLError.handshakeFailed(let cause):
      return "the TLS handshake failed: \(tlsReason(cause))"
    case NIOSSLError.uncleanShutdown:
      return "the server closed the connection"
    case let error as NIOSSLExtraError:
      return "the TLS handshake failed: \(error.description.trimmingPrefix("NIOSSLExtraError."))"
    default:
      return String(describing: error)
    }
  }

  /// BoringSSL's own word for it, such as `CERTIFICATE_VERIFY_FAILED`, out of its numbers and file names.
  private static func tlsReason(_ error: BoringSSLError) -> String {
    let text = String(describing: error)
    let word = text.split { !($0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_")) }.last { word in
      word.contains("_") && word.allSatisfy { $0.isUppercase || $0.isNumber || $0 == "_" }
    }
    return word.map { $0.lowercased().replacing("_", with: " ") } ?? text
  }
}
