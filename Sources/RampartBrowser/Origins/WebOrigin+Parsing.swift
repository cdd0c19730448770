import RampartCore

extension WebOrigin {
  /// No longer origin is looked at: a scheme, the longest host name there can be, and a port.
  static let longest = 320
  private static let longestScheme = 32
  private static let longestHost = 254
  private static let longestLabel = 63

  /// Reads a serialized origin, strictly: no user, no path, no list, no space, no leading zero in a port, no label that
  /// is empty, no host that some parser would read as an address and another as a name (`127.1`, `0x7f.1`).
  ///
  /// It depends on nothing but the bytes, and looks at no more than 320 of them.
  public init?(bytes: some Sequence<UInt8>) {
    let bytes = Array(bytes.prefix(Self.longest + 1))
    guard bytes.count <= Self.longest, let colon = bytes.firstIndex(of: UInt8(ascii: ":")),
      bytes[colon...].starts(with: "://".utf8), let scheme = Self.scheme(bytes[..<colon])
    else { return nil }
    let authority = bytes[(colon + 3)...]
    let end = Self.endOfHost(authority)
    guard let host = Self.host(authority[..<end]) else { return nil }
    var port: UInt16?
    if end < authority.endIndex {
      guard let written = Self.port(authority[end...]) else { return nil }
      port = written == Self.defaultPort(of: scheme) ? nil : written
    }
    self.init(scheme: scheme, host: host, port: port)
  }

  /// RFC 3986, section 3.1.
  private static func scheme(_ bytes: ArraySlice<UInt8>) -> String? {
    guard (1...longestScheme).contains(bytes.count), bytes.first.map(isLetter) == true,
      bytes.allSatisfy({ isLetter($0) || isDigit($0) || "+-.".utf8.contains($0) })
    else { return nil }
    return lowercased(bytes)
  }

  private static func endOfHost(_ authority: ArraySlice<UInt8>) -> Int {
    if authority.first == UInt8(ascii: "[") {
      return authority.firstIndex(of: UInt8(ascii: "]")).map { $0 + 1 } ?? authority.endIndex
    }
    return authority.firstIndex(of: UInt8(ascii: ":")) ?? authority.endIndex
  }

  /// A colon and 1...65535 without leading zeros.
  private static func port(_ bytes: ArraySlice<UInt8>) -> UInt16? {
    let digits = bytes.dropFirst()
    guard bytes.first == UInt8(ascii: ":"), (1...5).contains(digits.count), digits.allSatisfy(isDigit),
      digits.first != UInt8(ascii: "0")
    else { return nil }
    return UInt16(String(decoding: digits, as: UTF8.self))
  }

  private static func host(_ bytes: ArraySlice<UInt8>) -> String? {
    guard (1...longestHost).contains(bytes.count) else { return nil }
    if bytes.first == UInt8(ascii: "[") {
      let inner = String(decoding: bytes.dropFirst().dropLast(), as: UTF8.self)
      // An address mapped from IPv4 would lose its form; browsers write it in another one anyway.
      guard bytes.last == UInt8(ascii: "]"), let address = IPAddress(inner), address.family == .v6 else { return nil }
      return "[\(address)]"
    }
    return domain(bytes)
  }

  private static func domain(_ bytes: ArraySlice<UInt8>) -> String? {
    let isRooted = bytes.last == UInt8(ascii: ".")
    let labels = (isRooted ? bytes.dropLast() : bytes)
      .split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard labels.allSatisfy({ (1...longestLabel).contains($0.count) && $0.allSatisfy(isLabelByte) }),
      let last = labels.last
    else { return nil }
    let text = lowercased(bytes)
    // WHATWG URL, "ends in a number": such a host is an IPv4 address, and browsers write it in one form only.
    if isNumber(last) { return !isRooted && IPAddress(text) != nil ? text : nil }
    return text
  }

  private static func isNumber(_ label: ArraySlice<UInt8>) -> Bool {
    if label.allSatisfy(isDigit) { return true }
    guard label.count >= 2, label.first == UInt8(ascii: "0"), label.dropFirst().first.map({ $0 | 0x20 }) == 0x78 else {
      return false
    }
    return label.dropFirst(2).allSatisfy { isDigit($0) || (0x61...0x66).contains($0 | 0x20) }
  }

  // Underscores are in names that people use, though in no host name of RFC 1123.
  private static func isLabelByte(_ byte: UInt8) -> Bool {
    isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  private static func lowercased(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
  }
}
