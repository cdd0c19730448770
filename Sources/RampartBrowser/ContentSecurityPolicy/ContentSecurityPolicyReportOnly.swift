public import HTTPTypes
package import RampartCore

/// A policy that is not enforced: the browser only reports what it would have blocked.
///
/// Beside an enforced policy it tries the next, stricter one. It needs `reportTo` or `reportURIs` to be of use.
///
/// Source: W3C Content Security Policy Level 3, section 3.2.
public struct ContentSecurityPolicyReportOnly: SecurityHeader {
  public var policy: ContentSecurityPolicy

  public init(_ policy: ContentSecurityPolicy) {
    self.policy = policy
  }

  public static let name = HTTPField.Name.contentSecurityPolicyReportOnly
  public static let isList = true
  public static var recommended: HeaderTreatment<Self> { .ignore }

  public func value(in context: ResponseContext) -> String? {
    // Browsers ignore these two where nothing is enforced, and complain on the console.
    var policy = policy
    policy.sandbox = nil
    policy.upgradesInsecureRequests = false
    return policy.value(in: context)
  }
}

extension ContentSecurityPolicyReportOnly: ConfigurableHeader {
  package static let key = "contentSecurityPolicyReportOnly"
  package static let summary = "A second policy that is only reported, not enforced; not set unless named."
  package static var declaration: Declaration<HeaderTreatment<Self>> {
    ContentSecurityPolicy.declaration.map({ .reporting($0) }, back: { _ in nil })
  }

  /// Both `contentSecurityPolicy.reportOnly` and this key write this header: only one of them may.
  static func standingOnce(in headers: Declaration<SecurityHeaders>) -> Declaration<SecurityHeaders> {
    Declaration(
      schema: headers.schema,
      render: headers.render,
      read: { node, reading in
        if let again = node["contentSecurityPolicyReportOnly"],
          node["contentSecurityPolicy"]?["reportOnly"]?.scalar == "true"
        {
          let detail = "`contentSecurityPolicy.reportOnly` and `contentSecurityPolicyReportOnly` set the same header"
          reading.report(.init("impossibleValue", detail, hint: "write one of them", at: again.position))
        }
        return headers.read(node, &reading)
      }
    )
  }
}

extension HeaderTreatment<ContentSecurityPolicyReportOnly> {
  static func reporting(_ treatment: HeaderTreatment<ContentSecurityPolicy>) -> Self {
    switch treatment {
    case .replace(let policy): .replace(.init(policy))
    case .keepUpstream(let policy): .keepUpstream(or: .init(policy))
    case .keepProtective(let policy): .keepProtective(or: .init(policy))
    case .remove: .remove
    case .ignore: .ignore
    }
  }
}

extension DocumentNode {
  fileprivate subscript(name: String) -> DocumentNode? {
    guard case .mapping(let pairs) = content else { return nil }
    return pairs.first { $0.key.scalar == name }?.value
  }
}

extension SecurityHeaders {
  /// Not set in the recommended set.
  public var contentSecurityPolicyReportOnly: HeaderTreatment<ContentSecurityPolicyReportOnly> {
    get { self[HeaderKey()] }
    set { self[HeaderKey()] = newValue }
  }
}
