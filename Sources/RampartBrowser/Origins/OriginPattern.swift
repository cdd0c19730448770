public import RampartCore

/// Which origins are meant: one of them, those of all hosts below a domain, or one host on any port.
///
/// - `https://example.org` and `https://example.org:8443` are themselves alone.
/// - `https://*.example.org` is every host below `example.org`, at any depth, not `example.org` itself. The star
///   stands for whole labels at the start of the host and nowhere else; a dot is a dot.
/// - `http://localhost:*` is any port of one host.
///
/// The scheme is always compared.
public struct OriginPattern: Sendable, Hashable {
  private let scheme: String
  // With the dot in front, where the pattern has a star.
  private let host: String
  private let coversSubdomains: Bool
  private let port: UInt16?
  private let coversPorts: Bool

  /// This origin and no other.
  public init(_ origin: WebOrigin) {
    self.init(origin, coversSubdomains: false, coversPorts: false)
  }

  /// - Throws: `origin.invalidPattern` where `text` is no such pattern, or its star stands for all hosts of a
  ///   top-level domain.
  public init(_ text: String) throws(InvalidOption) {
    var rest = text[...]
    let coversPorts = rest.hasSuffix(":*")
    if coversPorts { rest = rest.dropLast(2) }
    var coversSubdomains = false
    if let star = rest.firstRange(of: "://*.") {
      coversSubdomains = true
      rest.removeSubrange(rest.index(star.upperBound, offsetBy: -2)..<star.upperBound)
    }
    guard let origin = WebOrigin(String(rest)), !(coversPorts && origin.port != nil) else {
      throw Self.invalid(text)
    }
    if coversSubdomains { try Self.checkBreadth(of: origin.host, in: text) }
    self.init(origin, coversSubdomains: coversSubdomains, coversPorts: coversPorts)
  }

  private init(_ origin: WebOrigin, coversSubdomains: Bool, coversPorts: Bool) {
    scheme = origin.scheme
    host = (coversSubdomains ? "." : "") + origin.host
    port = origin.port
    self.coversSubdomains = coversSubdomains
    self.coversPorts = coversPorts
  }

  /// Whether an origin is one of those meant.
  public func matches(_ origin: WebOrigin) -> Bool {
    guard scheme == origin.scheme, coversPorts || port == origin.port else { return false }
    return coversSubdomains ? origin.host.hasSuffix(host) : origin.host == host
  }

  /// The only origin that is meant; nil where there are several.
  var onlyOrigin: WebOrigin? {
    coversSubdomains || coversPorts ? nil : WebOrigin(scheme: scheme, host: host, port: port)
  }

  package static var declaration: Declaration<OriginPattern> {
    Declaration<String>.text.checked(OriginPattern.init(_:), back: { $0.description })
  }

  // Names that are nobody's to register (RFC 2606, RFC 6761, RFC 6762, and ICANN for `internal`).
  private static let privateDomains: Set<String> = ["example", "internal", "local", "localhost", "test"]

  private static func checkBreadth(of host: String, in text: String) throws(InvalidOption) {
    let labels = host.split(separator: ".")
    guard !host.hasPrefix("["), IPAddress(host) == nil else {
      throw InvalidOption("origin.invalidPattern", "`\(text)` has a star below an address, which has no names below it")
    }
    guard labels.count > 1 || privateDomains.contains(host) else {
      throw InvalidOption(
        "origin.invalidPattern", "`\(text)` is every host of a top-level domain",
        hint: "write a star below a domain that is yours, such as `https://*.example.org`")
    }
  }

  private static func invalid(_ text: String) -> InvalidOption {
    let hint =
      if text == "*" {
        "write the word `any` instead of the list"
      } else if text == "null" {
        "`null` is named apart from the patterns"
      } else if !text.contains("://") {
        "write the scheme too, such as `https://example.org`"
      } else if text.utf8.count(where: { $0 == UInt8(ascii: "/") }) > 2 {
        "an origin has no path and no final slash"
      } else if text.contains("*") {
        "a star stands for the first labels, `https://*.example.org`, or the port, `http://localhost:*`"
      } else {
        "write it like `https://example.org` or `https://*.example.org:8443`"
      }
    return InvalidOption("origin.invalidPattern", "\(Excerpt.of(text)) is not an origin", hint: hint)
  }
}

extension OriginPattern: CustomStringConvertible {
  public var description: String {
    let port = coversPorts ? ":*" : port.map { ":\($0)" } ?? ""
    return "\(scheme)://\(coversSubdomains ? "*" : "")\(host)\(port)"
  }
}
