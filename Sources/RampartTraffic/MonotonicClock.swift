#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Nanoseconds since some instant, from a clock that never goes back and is not set by anybody.
public struct MonotonicClock: Sendable {
  private let read: @Sendable () -> UInt64

  /// A clock of one's own, for tests.
  public init(_ read: @escaping @Sendable () -> UInt64) {
    self.read = read
  }

  /// Nanoseconds.
  public var now: UInt64 { read() }

  /// The system's.
  public static let system = MonotonicClock {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
