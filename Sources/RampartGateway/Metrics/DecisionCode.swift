/// The codes that are counted from the start; docs/errors.md explains them. Others are counted too, behind a lock.
enum DecisionCode {
  static let denials = ofRequests + ofControls + ["client.closed", "client.stalled", "upstream.aborted"]

  static let detections =
    ofControls + [
      "cors.methodRefused", "cors.headerRefused", "cors.privateNetworkRefused", "rateLimit.storeDown",
      "request.bodyTooLarge",
    ]

  /// Why a connection is closed at once.
  static let refusedConnections = ["connections", "connectionsPerClient", "floods", "proxyHeader", "tls", "accept"]

  private static let ofRequests = [
    "request.malformed", "request.timeout", "request.bodyTooLarge", "request.overloaded", "request.targetTooLong",
    "request.expectationFailed", "request.misdirected", "request.headTooLarge", "request.methodNotImplemented",
    "request.versionNotSupported", "route.notFound", "upstream.unreachable", "upstream.invalidResponse",
    "upstream.unavailable", "upstream.timeout",
  ]

  private static let ofControls = [
    "cors.originRefused", "csrf.crossOrigin", "csrf.missingOrigin", "csrf.tokenMissing", "csrf.tokenInvalid",
    "csrf.isolation", "waf.blocked", "rateLimit.exceeded", "rateLimit.unavailable", "concurrency.exceeded",
    "load.shed",
  ]
}
