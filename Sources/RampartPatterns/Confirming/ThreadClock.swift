#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The processor time that the thread has used: what others do on a busy machine does not count.
struct ThreadClock {
  private let start = Self.now

  var nanoseconds: Int64 { Self.now - start }

  private static var now: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
