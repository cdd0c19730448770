public import HTTPTypes

/// The security headers of an application's answers.
///
/// `SecurityHeaders()` is the recommended set: what protects and breaks no application that was not written for it. An
/// application's own value stands where it protects. `SecurityHeaders.strict` is what Helmet 8 sets by default and a
/// restrictive Permissions-Policy, for pages that were written for them. Each header is one property.
///
/// ```swift
/// var headers = SecurityHeaders()
/// headers.xFrameOptions = .replace(.deny)
/// headers.contentSecurityPolicy = .replace(ContentSecurityPolicy())
/// headers.apply(to: &response.headerFields, in: ResponseContext(isSecure: true))
/// ```
public struct SecurityHeaders: Sendable {
  /// What becomes of the headers that are not named.
  enum Base: Sendable, Equatable {
    case recommended
    case strict
    case off
  }

  var base: Base
  private var treatments: [ObjectIdentifier: any Sendable] = [:]

  init(base: Base) { self.base = base }

  /// The recommended set.
  public init() { self.init(base: .recommended) }

  /// The recommended set.
  public static let recommended = SecurityHeaders()

  /// What an application has to be written for: scripts from its own origin alone and none in the page, no windows
  /// shared with other origins, no files for other sites, no devices, Strict-Transport-Security for its subdomains.
  public static let strict = SecurityHeaders(base: .strict)

  /// No header is set and none is removed.
  public static let off = SecurityHeaders(base: .off)

  subscript<Header: SecurityHeader>(_: HeaderKey<Header>) -> HeaderTreatment<Header> {
    get {
      if let named = treatments[ObjectIdentifier(Header.self)] as? HeaderTreatment<Header> { return named }
      return switch base {
      case .recommended: Header.recommended
      case .strict: Header.strict
      case .off: .ignore
      }
    }
    set { treatments[ObjectIdentifier(Header.self)] = newValue }
  }

  /// The rules for answers without a nonce, at most one for each name; an adapter can encode them once.
  public func rules(isSecure: Bool) -> [HeaderRule] {
    rules(in: ResponseContext(isSecure: isSecure))
  }

  /// The rules for one answer, at most one for each name.
  public func rules(in context: ResponseContext) -> [HeaderRule] {
    func rule<Header: SecurityHeader>(_: Header.Type) -> HeaderRule? {
      self[HeaderKey<Header>()].rule(in: context)
    }
    return HeaderCatalog.all.compactMap { header in rule(header) }
  }

  /// Sets, keeps or removes each header, so that it is there once or not at all, whatever was there before.
  public func apply(to fields: inout HTTPFields, in context: ResponseContext) {
    for rule in rules(in: context) { rule.apply(to: &fields) }
  }
}

extension SecurityHeaders: Equatable {
  public static func == (left: SecurityHeaders, right: SecurityHeaders) -> Bool {
    func isSame<Header: SecurityHeader>(_: Header.Type) -> Bool {
      left[HeaderKey<Header>()] == right[HeaderKey<Header>()]
    }
    return HeaderCatalog.all.allSatisfy { header in isSame(header) }
  }
}
