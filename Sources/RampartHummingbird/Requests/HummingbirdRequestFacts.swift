public import HTTPTypes
public import Hummingbird
public import RampartCore

/// What a control may know of a Hummingbird request.
///
/// The client's address comes from a context that is a `RemoteAddressRequestContext`; with another context every
/// request has the same, unknown client. `path` is in the form of `CanonicalPath`, without the slash at its end, which
/// the router ignores.
public struct HummingbirdRequestFacts: RequestFacts, Sendable {
  public let method: HTTPRequest.Method
  public let isSecure: Bool
  public let authority: String
  public let path: String
  public let query: String
  public let client: IPAddress
  public package(set) var identity: ClientIdentity?
  public package(set) var body: RampartCore.RequestBody
  private let fields: HTTPFields

  /// - Throws: `request.malformed` where the target has no canonical form or could be read in two ways.
  public init(_ request: Request, context: some RequestContext, in deployment: Deployment) throws(Denial) {
    let peer = IPAddress(peerOf: context)
    let target = try RequestTarget(of: request, ignoresCase: deployment.ignoresCaseInPaths)
    method = request.method
    isSecure = deployment.isSecure(request, from: peer)
    authority = target.authority
    path = target.path
    query = target.query
    client = deployment.client(of: request, from: peer)
    identity = ClientIdentity.established(by: context)
    body = .unread
    fields = request.headers
  }

  public func values(of name: HTTPField.Name) -> [String] {
    if name == .host { return authority.isEmpty ? [] : [authority] }
    return fields[values: name]
  }
}

extension HummingbirdRequestFacts: GatedFacts {}

extension ClientIdentity {
  /// What a control of an earlier middleware established, or else the application itself.
  fileprivate static func established(by context: some RequestContext) -> ClientIdentity? {
    if let identity = (context as? any ClientIdentityRequestContext)?.clientIdentity { return identity }
    return (context as? any IdentifiedRequestContext)?.userIdentifier.map {
      ClientIdentity(subject: $0, method: "application")
    }
  }
}
