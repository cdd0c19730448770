import NIOCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The current time as RFC 9110, 5.6.7 writes it; made anew once a second.
struct HTTPDate: Sendable {
  private(set) var text = ""
  private(set) var encoded: [UInt8] = []
  private var second = -1

  init() {
    refresh()
  }

  mutating func refresh() {
    var now = time(nil)
    guard now != second else { return }
    second = now
    var parts = tm()
    gmtime_r(&now, &parts)
    text =
      Self.days[Int(parts.tm_wday)] + ", " + Self.padded(parts.tm_mday) + " " + Self.months[Int(parts.tm_mon)] + " "
      + String(parts.tm_year + 1900) + " " + Self.padded(parts.tm_hour) + ":" + Self.padded(parts.tm_min) + ":"
      + Self.padded(parts.tm_sec) + " GMT"
    encoded = Array("Date: \(text)\r\n".utf8)
  }

  private static func padded(_ number: Int32) -> String {
    number < 10 ? "0\(number)" : "\(number)"
  }

  private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
}
