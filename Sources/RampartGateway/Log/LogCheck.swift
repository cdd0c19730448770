package import RampartConfiguration

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Finds out whether this user could open the log files, without making any.
package enum LogCheck {
  package static func notices(on configuration: GatewayConfiguration) -> [String] {
    [configuration.log.access, configuration.log.audit].compactMap { output in
      guard case .file(let path) = output, let reason = reason(against: path) else { return nil }
      return LogFileError(path: path, reason: reason).description
    }
  }

  private static func reason(against path: String) -> String? {
    if access(path, F_OK) == 0 {
      return access(path, W_OK) == 0 ? nil : String(cString: strerror(errno))
    }
    let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    return access(folder, W_OK | X_OK) == 0 ? nil : String(cString: strerror(errno))
  }
}
