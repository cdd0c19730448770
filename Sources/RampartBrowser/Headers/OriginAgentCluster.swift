public import HTTPTypes

/// Asks the browser for a process of its own for this origin, apart from others of the same site.
///
/// Source: HTML, Origin-keyed agent clusters.
public struct OriginAgentCluster: SecurityHeader, TokenHeader {
  public init() {}

  public static let name = HTTPField.Name(known: "Origin-Agent-Cluster")
  public static var recommended: HeaderTreatment<Self> { .keepUpstream(or: Self()) }

  /// Over plain HTTP browsers ignore it, and warn on the console of every page.
  public func value(in context: ResponseContext) -> String? { context.isSecure ? "?1" : nil }

  package static let key = "originAgentCluster"
  package static let summary = "Asks for a process of its own for this origin."
}

extension SecurityHeaders {
  /// `?1` in the recommended set.
  public var originAgentCluster: HeaderTreatment<OriginAgentCluster> {
    get { self[HeaderKey()] }
    set { self[HeaderKey()] = newValue }
  }
}
