import CoreMetrics
import RampartBrowser

/// How the backend's cookies are hardened on one answer.
struct CookieHardening: Sendable {
  let policy: CookiePolicy
  /// Whether the client speaks TLS.
  let isSecure: Bool
  let dropped: Counter

  /// - Returns: nil for a cookie that may not leave; it is counted.
  func harden(_ setCookie: UnsafeRawBufferPointer) -> [UInt8]? {
    guard let cookie = policy.harden(bytes: ArraySlice(setCookie), isSecure: isSecure) else {
      dropped.increment()
      return nil
    }
    return cookie
  }
}
