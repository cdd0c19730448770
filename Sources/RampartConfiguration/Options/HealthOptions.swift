import RampartCore

extension UpstreamOptions {
  /// How servers are probed, and what a probe means.
  package struct Health: Sendable, Hashable {
    /// What becomes of requests while every server of the upstream fails its probes.
    package enum AllFailing: Sendable, Hashable {
      case forward, refuse
    }

    package var path = "/healthz"
    /// Nil means the first host that a route to the upstream names, else the server's own address.
    package var host: String?
    package var status = [StatusRange(200...399)]
    package var interval: Duration = .seconds(5)
    package var timeout: Duration = .seconds(5)
    /// Probes in a row that must fail before a server gets no more requests.
    package var unhealthyAfter = 3
    /// Probes in a row that must pass before it gets requests again.
    package var healthyAfter = 2
    package var whenAllFail = AllFailing.forward

    package init() {}

    static let declaration = Declaration.mapping(
      Health(),
      [
        DeclaredKey("path", \.path, targetPath, "Asked with GET."),
        DeclaredKey(
          "host", \.host, hostField.optional,
          "`Host` of the probes; by default the first host that a route to this upstream names, else the server's address."
        ),
        DeclaredKey(
          "status", \.status,
          .oneOrMore("a range of status codes such as `200-399`, or a list", of: StatusRange.declaration, atLeast: 1),
          "Status codes that pass; redirects are not followed."),
        DeclaredKey(
          "interval", \.interval, .duration(in: .milliseconds(100)...Duration.seconds(3600)),
          "Time between two probes."),
        DeclaredKey(
          "timeout", \.timeout, .duration(in: .milliseconds(10)...Duration.seconds(600)),
          "A probe without an answer after this time fails."),
        DeclaredKey(
          "unhealthyAfter", \.unhealthyAfter, .integer(in: 1...100),
          "Failed probes in a row after which a server gets no more requests."),
        DeclaredKey(
          "healthyAfter", \.healthyAfter, .integer(in: 1...100),
          "Passed probes in a row after which it gets requests again."),
        DeclaredKey(
          "whenAllFail", \.whenAllFail, .choice([("forward", .forward), ("refuse", .refuse)]),
          "While every server fails its probes, requests still go to them (`forward`) or get 503 (`refuse`)."),
      ])

    private static let targetPath = Declaration<String>.text(
      pattern: "^/[!-~]*$", called: "a path", example: "/healthz",
      parse: { text in text.hasPrefix("/") && text.utf8.allSatisfy { (0x21...0x7E).contains($0) } ? text : nil },
      render: { $0 })

    private static let hostField = Declaration<String>.text(
      pattern: #"^[A-Za-z0-9_.-]+(:[0-9]+)?$|^\[[0-9A-Fa-f:.]+\](:[0-9]+)?$"#, called: "a host",
      example: "app.example.org",
      parse: { isHost($0) ? $0 : nil },
      render: { $0 })

    /// A name or an address, with or without a port (RFC 9110, 7.2).
    private static func isHost(_ text: String) -> Bool {
      if let pattern = HostPattern(text) { return !pattern.isWildcard }
      guard case .network? = ServerAddress(text) else { return false }
      return !text.hasPrefix(":")
    }
  }
}

/// Status codes from one to another, both included.
package struct StatusRange: Sendable, Hashable {
  package var codes: ClosedRange<Int>

  package init(_ codes: ClosedRange<Int>) {
    self.codes = codes
  }

  /// Parses `200` or `200-399`; a final status code goes from 200 to 599 (RFC 9110, 15).
  package init?(_ text: String) {
    let bounds = text.split(separator: "-", omittingEmptySubsequences: false).map(Self.code)
    guard bounds.count <= 2, let lower = bounds[0], let upper = bounds[bounds.count - 1], lower <= upper else {
      return nil
    }
    self.init(lower...upper)
  }

  private static func code(_ text: Substring) -> Int? {
    guard text.utf8.count == 3, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let code = Int(text),
      (200...599).contains(code)
    else { return nil }
    return code
  }

  private static let pattern = "^[2-5][0-9]{2}(-[2-5][0-9]{2})?$"

  static let declaration: Declaration<StatusRange> = {
    let text = Declaration<String>.text(
      pattern: pattern, called: "a range of status codes", example: "200-399",
      parse: { StatusRange($0) },
      render: {
        $0.codes.count == 1 ? "\($0.codes.lowerBound)" : "\($0.codes.lowerBound)-\($0.codes.upperBound)"
      })
    // One code alone is a number in YAML.
    return Declaration<StatusRange>(
      schema: [
        "anyOf": [
          text.schema, ["type": "integer", "minimum": 200, "maximum": 599],
        ]
      ],
      render: text.render, read: text.read)
  }()
}

extension GatewayConfiguration {
  /// `Host` of the probes of a server.
  ///
  /// Backends that check `Host` (Django's `ALLOWED_HOSTS`) know the names that visitors use, not the address behind the
  /// gateway, so the first host that a route names comes before the server's own address.
  package func probeHost(of server: UpstreamServerAddress, upstream: String, _ health: UpstreamOptions.Health) -> String
  {
    if let host = health.host { return host }
    let named = routes.first { route in
      route.upstream.value == upstream && route.host.map { !$0.isWildcard } == true
    }
    return named?.host?.description ?? server.address.hostField
  }
}
