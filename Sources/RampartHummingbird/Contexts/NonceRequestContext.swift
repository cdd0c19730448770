public import Hummingbird
public import RampartBrowser

/// A context that carries the nonce of the answer to the handler, which writes it into its `<script>` elements.
///
/// ``SecurityHeadersMiddleware`` sets a new one for each request where the policy allows `.responseNonce`. Without
/// such a context the policy goes out without a nonce, and inline scripts stay blocked.
public protocol NonceRequestContext: RequestContext {
  /// The nonce of this answer; nil where the policy has none.
  var contentSecurityPolicyNonce: RampartBrowser.ContentSecurityPolicy.Nonce? { get set }
}
