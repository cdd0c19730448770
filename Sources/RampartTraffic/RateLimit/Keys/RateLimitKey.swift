public import HTTPTypes

/// One part of what a limit counts by. A limit with several parts counts for each combination.
///
/// No request gets out of a limit by what it leaves out or doubles:
///
/// - A header, a cookie or a path segment that is missing is a value of its own: all requests without it share a count.
/// - A header or a cookie that stands more than once is a value of its own too, whatever the values are. Otherwise a
///   client could add a random second value, which the backend ignores, and be somebody new each time.
/// - Without a user the client counts, apart from every user's name.
///
/// A value that the client makes up freely, such as a header that nobody checks, is no limit when it is the only part:
/// a client can be somebody new with each request.
public struct RateLimitKey: Sendable, Hashable {
  package enum Part: Sendable, Hashable {
    case client
    case header(HTTPField.Name)
    case cookie(String)
    case user
    case pathSegment(Int)
  }

  package let part: Part

  private init(_ part: Part) {
    self.part = part
  }

  /// The name of the header whose value it is; nil for a key of another kind.
  package var headerName: String? { if case .header(let name) = part { name.rawName } else { nil } }

  /// The client's address: an IPv4 address as a whole, an IPv6 address by its prefix (`RateLimitOptions.ipv6Prefix`),
  /// because one client usually has a whole /64 to choose addresses from (RFC 4291, 2.5.1).
  public static let client = RateLimitKey(.client)

  /// The value of a header.
  public static func header(_ name: HTTPField.Name) -> RateLimitKey { RateLimitKey(.header(name)) }

  /// The value of a cookie.
  public static func cookie(_ name: String) -> RateLimitKey { RateLimitKey(.cookie(name)) }

  /// Who has signed in; the client where nobody has.
  public static let user = RateLimitKey(.user)

  /// A segment of the canonical path, counted from 1: the second of `/orders/4711/items` is `4711`.
  public static func pathSegment(_ number: Int) -> RateLimitKey { RateLimitKey(.pathSegment(number)) }
}

extension RateLimitKey: CustomStringConvertible {
  /// As a configuration writes it: `client`, `header.X-API-Key`, `cookie.sid`, `user`, `path.2`.
  public var description: String {
    switch part {
    case .client: "client"
    case .header(let name): "header.\(name.rawName)"
    case .cookie(let name): "cookie.\(name)"
    case .user: "user"
    case .pathSegment(let number): "path.\(number)"
    }
  }

  /// Reads what `description` writes; nil for anything else.
  public init?(_ text: String) {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let name = parts.count == 2 ? String(parts[1]) : nil
    switch (parts[0], name) {
    case ("client", nil): self = .client
    case ("user", nil): self = .user
    case ("header", let name?):
      guard let name = HTTPField.Name(name) else { return nil }
      self = .header(name)
    case ("cookie", let name?):
      // The name of a cookie is a token, as that of a header is (RFC 6265, 4.1.1).
      guard HTTPField.Name(name) != nil else { return nil }
      self = .cookie(name)
    case ("path", let number?):
      guard let segment = Int(number), String(segment) == number, Self.segments.contains(segment) else { return nil }
      self = .pathSegment(segment)
    default: return nil
    }
  }

  /// No limit looks deeper into a path than this.
  static let segments = 1...32
}
