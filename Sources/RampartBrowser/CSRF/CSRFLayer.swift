/// One of the ways in which `CSRFPolicy` tells a site's own requests from forged ones.
public enum CSRFLayer: Sendable, Hashable, CaseIterable {
  /// `Sec-Fetch-Site`, `Origin` and `Referer` of requests that may have effects.
  case origin
  /// A signed token in a cookie and in the request itself.
  case token
  /// `Sec-Fetch-*` of every request: other sites may link here and nothing else.
  case isolation
}
