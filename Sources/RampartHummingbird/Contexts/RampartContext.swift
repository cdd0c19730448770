public import Hummingbird
public import NIOCore
public import RampartBrowser
public import RampartCore

/// A request context that has all that Rampart can use: the peer's address, the nonce of the answer, the token for
/// forms, the user's name.
///
/// ```swift
/// let router = Router(context: RampartContext.self)
/// ```
///
/// An application with a context of its own conforms that to `RemoteAddressRequestContext`, and to
/// ``NonceRequestContext``, ``CSRFTokenRequestContext``, ``IdentifiedRequestContext`` and ``ClientIdentityRequestContext``
/// as far as it needs what they are for.
public struct RampartContext: RemoteAddressRequestContext, NonceRequestContext, CSRFTokenRequestContext,
  IdentifiedRequestContext, ClientIdentityRequestContext
{
  public var coreContext: CoreRequestContextStorage
  public let remoteAddress: SocketAddress?
  public var contentSecurityPolicyNonce: RampartBrowser.ContentSecurityPolicy.Nonce?
  public var csrfToken: String?
  public var userIdentifier: String?
  public var clientIdentity: ClientIdentity?

  public init(source: ApplicationRequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
    remoteAddress = source.channel.remoteAddress
  }
}
