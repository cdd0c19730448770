import CVectorscan

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The library's scan function, in a variant that can be relied on.
///
/// The library has a variant for each generation of processors and takes the newest that the processor can run. Those for
/// AVX-512 and AVX2 in 5.4.9, which Debian 12 has, miss occurrences near the end of a text: of `/` in a text of more than
/// 64 bytes, or of `/x*$`. The variant for SSE 4 does not. It is called by its own name, and databases are made for it.
/// Where a library has no such name, its own choice is taken if it passes the same test.
enum ScanEngine {
  typealias Scan =
    @convention(c) (
      OpaquePointer?, UnsafePointer<CChar>?, UInt32, UInt32, OpaquePointer?, match_event_handler?,
      UnsafeMutableRawPointer?
    ) -> hs_error_t

  /// Nil where no variant finds what it must: then nothing can be said of a text without the expressions themselves.
  static let scan: Scan? = {
    guard hs_valid_platform() == HS_SUCCESS else { return nil }
    return [named("corei7_hs_scan"), hs_scan].lazy.compactMap(\.self).first(where: ScanEngineTest.passes)
  }()

  /// No instructions that only newer processors have.
  static let platform = hs_platform_info_t()

  private static func named(_ name: String) -> Scan? {
    // Nil: whatever is loaded. The library is, since this module is linked with it.
    guard let symbol = dlsym(nil, name) else { return nil }
    return unsafeBitCast(symbol, to: Scan.self)
  }
}
