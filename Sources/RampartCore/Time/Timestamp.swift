#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The time as RFC 3339 writes it, in UTC, to the millisecond.
package enum Timestamp {
  package static func now() -> String {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    var parts = tm()
    gmtime_r(&time.tv_sec, &parts)
    let fields: [(Int, Int, Int)] = [
      (0, 4, Int(parts.tm_year) + 1900), (5, 2, Int(parts.tm_mon) + 1), (8, 2, Int(parts.tm_mday)),
      (11, 2, Int(parts.tm_hour)), (14, 2, Int(parts.tm_min)), (17, 2, Int(parts.tm_sec)),
      (20, 3, Int(time.tv_nsec) / 1_000_000),
    ]
    var bytes = Array("0000-00-00T00:00:00.000Z".utf8)
    for (start, width, value) in fields {
      var rest = value
      for index in (start..<start + width).reversed() {
        bytes[index] = 0x30 + UInt8(rest % 10)
        rest /= 10
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
