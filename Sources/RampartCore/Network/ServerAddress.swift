/// Where a server listens or is reached: a host and port, or a Unix socket.
package enum ServerAddress: Sendable, Hashable, CustomStringConvertible {
  case network(host: String, port: Int)
  case unix(path: String)

  /// Parses `HOST:PORT`, `[IPV6]:PORT`, `:PORT` (every interface) or `unix:PATH`.
  package init?(_ text: String) {
    if text.hasPrefix("unix:") {
      let path = String(text.dropFirst(5))
      // sun_path holds 108 bytes with its terminator.
      guard path.hasPrefix("/"), path.utf8.count < 108 else { return nil }
      self = .unix(path: path)
      return
    }
    guard let colon = text.lastIndex(of: ":"), let port = Self.port(text[text.index(after: colon)...])
    else { return nil }
    guard let host = Self.host(text[..<colon]) else { return nil }
    self = .network(host: host, port: port)
  }

  private static func port(_ text: Substring) -> Int? {
    guard let port = Int(text), (1...65535).contains(port), String(port) == text else { return nil }
    return port
  }

  private static func host(_ text: Substring) -> String? {
    if text.isEmpty { return "::" }
    if text.hasPrefix("["), text.hasSuffix("]") {
      let inner = text.dropFirst().dropLast()
      return inner.contains(":") && IPAddress(inner) != nil ? String(inner) : nil
    }
    let isName = text.utf8.allSatisfy {
      (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D || $0 == 0x2E
        || $0 == 0x5F
    }
    // Four numbers that are no address (`300.1.2.3`) are a mistake, not a name.
    let isNumeric = text.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2E }
    return isName && (!isNumeric || IPAddress(text) != nil) ? String(text) : nil
  }

  package var isLoopback: Bool {
    switch self {
    case .unix: true
    case .network(let host, _): host == "localhost" || IPAddress(host)?.isLoopback == true
    }
  }

  package var description: String {
    switch self {
    case .unix(let path): "unix:\(path)"
    case .network(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
  }
}
