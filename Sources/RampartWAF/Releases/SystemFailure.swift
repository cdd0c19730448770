#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What the system says about a call that failed.
package enum SystemFailure {
  package static func error(_ what: String) -> ReleaseError {
    ReleaseError("\(what): \(String(cString: strerror(errno)).lowercased())")
  }

  /// - Returns: whether everything was written.
  package static func writeAll(_ bytes: [UInt8], to descriptor: CInt) -> Bool {
    var start = 0
    while start < bytes.count {
      let count = bytes[start...].withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      start += count
    }
    return true
  }
}

private func systemWrite(_ descriptor: CInt, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  write(descriptor, bytes, count)
}
