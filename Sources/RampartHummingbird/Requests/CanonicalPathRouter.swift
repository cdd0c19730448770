import HTTPTypes
public import Hummingbird
import RampartCore

/// A router that sees each path in the form of `CanonicalPath`: `//notes/./1` and `/%6Eotes/1` become `/notes/1`
/// before a route is chosen. Without it such a path is refused as ambiguous, because a control and the router would
/// read it differently.
///
/// ```swift
/// let app = Application(router: CanonicalPathRouter(router))
/// ```
public struct CanonicalPathRouter<Base: HTTPResponderBuilder>: HTTPResponderBuilder {
  private let base: Base

  public init(_ base: Base) {
    self.base = base
  }

  public func buildResponder() -> CanonicalPathResponder<Base.Responder> {
    CanonicalPathResponder(base: base.buildResponder())
  }
}

/// What a ``CanonicalPathRouter`` answers with.
public struct CanonicalPathResponder<Base: HTTPResponder>: HTTPResponder {
  public typealias Context = Base.Context

  let base: Base

  @concurrent public func respond(to request: Request, context: Base.Context) async throws -> Response {
    try await base.respond(to: Self.canonical(request), context: context)
  }

  // A path without a canonical form stays what it is, for the controls to refuse.
  private static func canonical(_ request: Request) -> Request {
    guard let target = request.head.path, target.utf8.first == UInt8(ascii: "/") else { return request }
    let path = request.uri.path
    guard let canonical = CanonicalPath.canonicalize(path), canonical != path else { return request }
    var head = request.head
    head.path = canonical + Substring(target.utf8.dropFirst(path.utf8.count))
    return Request(head: head, body: request.body)
  }
}
