public import Hummingbird
public import RampartCore

/// A context that carries the client's identity, as a control has established it, to later middleware and the handler.
public protocol ClientIdentityRequestContext: RequestContext {
  /// Nil if no control has established one.
  var clientIdentity: ClientIdentity? { get set }
}
