package import RampartCore

/// How much of everything one client, one request and all clients together may use.
package struct LimitOptions: Sendable, Hashable {
  /// Request line and header fields together, bytes.
  package var requestHead = 32 << 10
  /// Bytes of a request body, whatever its framing.
  package var requestBody = 10 << 20
  /// Bytes of request bodies that are held in memory for controls, all together.
  package var heldBodies = 64 << 20
  /// From the first chance to send to the end of the head.
  package var headerTimeout: Duration = .seconds(10)
  /// Bytes per second a request body must keep up, averaged, after five seconds of grace.
  package var bodyMinimumRate = 1 << 10
  /// How long a connection may stay open without a request.
  package var idleTimeout: Duration = .seconds(75)
  /// Connections in all.
  package var connections = 10_000
  /// Connections from one client address.
  package var connectionsPerClient = 100
  /// Time that requests in flight get after the gateway was told to stop.
  package var drain: Duration = .seconds(30)

  package static let declaration = Declaration.mapping(
    LimitOptions(),
    [
      DeclaredKey(
        "requestHead", \.requestHead, .byteCount(in: 1 << 10...1 << 20),
        "Largest request line and header fields together; more is answered with 431, or 414 for the line alone."),
      DeclaredKey(
        "requestBody", \.requestBody, .byteCount(in: 0...1 << 40),
        "Largest request body; more is answered with 413."),
      DeclaredKey(
        "heldBodies", \.heldBodies, .byteCount(in: 1 << 20...1 << 40),
        "Request bodies held in memory for controls that look at them, all together, an eighth for one client; more is answered with 503."
      ),
      DeclaredKey(
        "headerTimeout", \.headerTimeout, .duration(in: .milliseconds(100)...Duration.seconds(600)),
        "Time for a client to send a whole head; also for the TLS handshake and the PROXY header."),
      DeclaredKey(
        "bodyMinimumRate", \.bodyMinimumRate, .byteRate(in: 0...1 << 30),
        "Slowest average rate of a request body after five seconds of grace; slower is answered with 408. 0B/s: any."),
      DeclaredKey(
        "idleTimeout", \.idleTimeout, .duration(in: .milliseconds(100)...Duration.seconds(86_400)),
        "Time a client's connection may stay open without a request."),
      DeclaredKey(
        "connections", \.connections, .integer(in: 1...1_000_000),
        "Client connections in all; more are closed at once."),
      DeclaredKey(
        "connectionsPerClient", \.connectionsPerClient, .integer(in: 1...1_000_000),
        "Connections from one client address (one /64 for IPv6)."),
      DeclaredKey(
        "drain", \.drain, .duration(in: .zero...Duration.seconds(3600)),
        "Time that requests in flight and WebSockets get after the gateway was told to stop."),
    ])
}
