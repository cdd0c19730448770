#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Tokens outlive the process and are shared by many, so their time is that of the calendar.
enum WallClock {
  /// Whole seconds since 1970.
  static func seconds() -> Int { Int(Date().timeIntervalSince1970) }
}
