import CoreMetrics
import RampartBrowser

/// How the backend's cookies are hardened on one answer.
struct CookieHardening: Sendable {
  /// More than one where backends can read the path in different ways: each is kept to.
  let policies: [CookiePolicy]
  /// Whether the client speaks TLS.
  let isSecure: Bool
  let dropped: Counter

  /// - Returns: nil for a cookie that may not leave; it is counted.
  func harden(_ setCookie: UnsafeRawBufferPointer) -> [UInt8]? {
    var cookie = Array(setCookie)
    for policy in policies {
      guard let hardened = policy.harden(bytes: cookie[...], isSecure: isSecure) else {
        dropped.increment()
        return nil
      }
      cookie = hardened
    }
    return cookie
  }
}
