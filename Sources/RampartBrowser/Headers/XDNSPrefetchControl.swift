public import HTTPTypes
package import RampartCore

/// Says whether the browser may look up the names of links before they are followed, which tells the resolver
/// what a page links to.
///
/// A configuration writes `{ allow: true }`; the words `off` and `remove` mean what they mean for every header.
///
/// Source: MDN, X-DNS-Prefetch-Control.
public struct XDNSPrefetchControl: SecurityHeader, ConfigurableHeader {
  public var isAllowed: Bool

  public init(isAllowed: Bool = false) {
    self.isAllowed = isAllowed
  }

  public static let name = HTTPField.Name(known: "X-DNS-Prefetch-Control")
  public static var recommended: HeaderTreatment<Self> { .keepUpstream(or: Self()) }

  public func value(in context: ResponseContext) -> String? { isAllowed ? "on" : "off" }

  package static let key = "xDnsPrefetchControl"
  package static let summary = "Whether the browser may look up the names of links in advance."
  package static var declaration: Declaration<HeaderTreatment<Self>> {
    HeaderTreatment.form(
      options: Self(),
      keys: [DeclaredKey("allow", \.options.isAllowed, .boolean, "Whether it may.")]
    ) { $0 }
  }
}

extension SecurityHeaders {
  /// `off` in the recommended set.
  public var xDNSPrefetchControl: HeaderTreatment<XDNSPrefetchControl> {
    get { self[HeaderKey()] }
    set { self[HeaderKey()] = newValue }
  }
}
