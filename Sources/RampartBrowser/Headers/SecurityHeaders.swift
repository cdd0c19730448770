public import HTTPTypes

/// The security headers of an application's answers.
///
/// `SecurityHeaders()` is the recommended set: what Helmet 8 sets by default, a restrictive Permissions-Policy,
/// two years of Strict-Transport-Security, and neither `Server` nor `X-Powered-By`. Each header is one property.
///
/// ```swift
/// var headers = SecurityHeaders()
/// headers.xFrameOptions = .replace(.deny)
/// headers.crossOriginResourcePolicy = .keepUpstream(or: .sameSite)
/// headers.apply(to: &response.headerFields, in: ResponseContext(isSecure: true))
/// ```
public struct SecurityHeaders: Sendable {
  // A header that is not here has its recommended treatment.
  private var treatments: [ObjectIdentifier: any Sendable] = [:]

  /// The recommended set.
  public init() {}

  /// The recommended set.
  public static let recommended = SecurityHeaders()

  /// No header is set and none is removed.
  public static let off: SecurityHeaders = {
    func ignore<Header: SecurityHeader>(_: Header.Type, in headers: inout SecurityHeaders) {
      headers[HeaderKey<Header>()] = .ignore
    }
    var headers = SecurityHeaders()
    for header in HeaderCatalog.all { ignore(header, in: &headers) }
    return headers
  }()

  subscript<Header: SecurityHeader>(_: HeaderKey<Header>) -> HeaderTreatment<Header> {
    get { treatments[ObjectIdentifier(Header.self)] as? HeaderTreatment<Header> ?? Header.recommended }
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
