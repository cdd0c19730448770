public import HTTPTypes

/// What a control may know of a request, whichever server received it.
///
/// An adapter answers these questions from its own request; nothing is copied before somebody asks.
public protocol RequestFacts {
  var method: HTTPRequest.Method { get }
  /// Whether the client speaks TLS, to this server or to a trusted proxy in front of it.
  var isSecure: Bool { get }
  /// `host` or `host:port`, as the client sent it; empty where HTTP/1.0 sent none.
  var authority: String { get }
  /// In the canonical form of `CanonicalPath`; `*` for `OPTIONS *`.
  var path: String { get }
  /// Without its question mark; empty where there is none.
  var query: String { get }
  /// The client itself, behind trusted proxies.
  var client: IPAddress { get }
  /// The client's identity, if a control before this one or the server has established it.
  var identity: ClientIdentity? { get }
  var body: RequestBody { get }
  /// Every field of this name, in order.
  func values(of name: HTTPField.Name) -> [String]
  /// Whether a field asks the application to take the request for one with another method; for adapters that know
  /// without looking for each of `HTTPField.Name.methodOverrides`.
  var hasMethodOverride: Bool { get }
}

/// As much of a request's body as a control can see.
public enum RequestBody: Sendable, Equatable {
  /// Not read yet, or not at all; a control that must see it answers `Decision.needsBody`.
  case unread
  /// The whole body.
  case whole([UInt8])
  /// The body is longer than what the control asked for; so it begins.
  case beginning([UInt8])
}

extension HTTPField.Name {
  /// Fields by which frameworks let a form ask for another method than it can send.
  // Not their spellings with `_`, which are one name with these to CGI: `FieldNamePolicy` lets none of those pass.
  public static let methodOverrides = ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"].compactMap {
    HTTPField.Name($0)
  }
}

extension RequestFacts {
  /// Names the user who has signed in; nil if nobody has.
  public var user: String? { identity?.subject }

  public var hasMethodOverride: Bool { HTTPField.Name.methodOverrides.contains { !values(of: $0).isEmpty } }

  /// The value of the only field of this name; nil where there is none or more than one.
  public func onlyValue(of name: HTTPField.Name) -> String? {
    let values = values(of: name)
    return values.count == 1 ? values.first : nil
  }

  /// Every value of a cookie, in order (RFC 6265, 5.4). Whoever controls a subdomain can add one of the same name.
  public func cookies(named name: String) -> [String] {
    values(of: .cookie).flatMap { field in
      Substring(field).parts(at: ";").compactMap { pair in
        guard let (own, value) = pair.cut(at: "="), own.trimmingBlanks() == name else { return nil }
        return String(value.trimmingBlanks())
      }
    }
  }
}
