#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What the operating system says of this process; zeros where it says nothing.
enum ProcessFacts {
  struct Snapshot {
    var residentBytes: Double
    var openDescriptors: Double
  }

  static func now() -> Snapshot {
    let descriptors = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd"))?.count ?? 0
    return Snapshot(residentBytes: resident(), openDescriptors: Double(descriptors))
  }

  static func startTime() -> Double {
    Date().timeIntervalSince1970
  }

  private static func resident() -> Double {
    let pages = read("/proc/self/statm").split(separator: " ").dropFirst().first.flatMap { Double($0) }
    return (pages ?? 0) * 4096
  }

  private static func read(_ path: String) -> String {
    FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }
}
