import NIOCore
import RampartBrowser
package import RampartConfiguration
package import RampartCore

/// What each stage of the gateway would decide about a request; made by the same code that decides.
package struct Explanation: Sendable {
  package struct Stage: Sendable {
    package var name: String
    package var decision: String
    package var detail: String
  }

  package private(set) var stages: [Stage] = []
  private let request: String

  /// - Throws: `ExplanationError` where method and URL make no request.
  package init(
    method: String,
    url: String,
    client: IPAddress,
    fields: [(name: String, value: String)] = [],
    configuration: GatewayConfiguration
  ) throws(ExplanationError) {
    try Self.check(url: url)
    let separator = url.firstRange(of: "://") ?? url.startIndex..<url.startIndex
    let isSecure = url[..<separator.lowerBound].lowercased() == "https"
    let rest = url[separator.upperBound...]
    let authority = rest.prefix { !"/?".contains($0) }
    let target = rest.dropFirst(authority.count)
    request = "\(method) \(url)"
    let text =
      "\(method) \(target.hasPrefix("/") ? "" : "/")\(target) HTTP/1.1\r\nHost: \(authority)\r\n"
      + fields.map { "\($0.name): \($0.value)\r\n" }.joined() + "\r\n"
    explainHead(text, isSecure: isSecure, authority: String(authority), client: client, configuration)
  }

  /// - Throws: where the URL has no http scheme, no valid host or port, or what no request line can carry.
  package static func check(url: String) throws(ExplanationError) {
    guard let separator = url.firstRange(of: "://"),
      ["http", "https"].contains(url[..<separator.lowerBound].lowercased())
    else {
      throw ExplanationError(description: "`\(url)` is not an http URL, write it like `https://localhost:8443/`")
    }
    let rest = url[separator.upperBound...]
    var authority = String(rest.prefix { !"/?#".contains($0) })
    guard authority.withUTF8({ Authority.hostLength(UnsafeRawBufferPointer($0)) }) != nil else {
      throw ExplanationError(description: "`\(authority)` is not a host with or without a port")
    }
    guard !rest.contains("#") else {
      throw ExplanationError(description: "a request has no fragment, leave out what begins with `#`")
    }
  }

  private mutating func explainHead(
    _ text: String,
    isSecure: Bool,
    authority: String,
    client: IPAddress,
    _ configuration: GatewayConfiguration
  ) {
    let listener = explainListener(isSecure: isSecure, authority: authority, configuration)
    var buffer = ByteBuffer(string: text)
    var parser = RequestHeadParser(maximumBytes: configuration.limits.requestHead)
    do throws(HeadFailure) {
      guard var head = try parser.parse(&buffer) else { throw .malformed }
      add("http", "pass", "valid head of \(text.utf8.count) bytes, canonical path `\(head.fields.string(head.path))`")
      explainReadings(of: head)
      explainFields(of: &head, configuration)
      explainClient(client, configuration)
      explainRoute(head, listener, isSecure: isSecure, client, configuration)
    } catch {
      let denial = Denial(error)
      add("http", "deny \(denial.status)", "\(denial.code): \(denial.explanation)")
    }
    explainHeaders(isSecure: isSecure, configuration)
  }

  private mutating func explainListener(
    isSecure: Bool,
    authority: String,
    _ configuration: GatewayConfiguration
  ) -> ListenerOptions? {
    let port = authority.split(separator: ":").last.flatMap { Int($0) } ?? (isSecure ? 443 : 80)
    let listener = configuration.listeners.first { options in
      guard case .network(_, let bound) = options.address.value else { return false }
      return bound == port && (options.tls != nil) == isSecure
    }
    if let listener {
      let tls = listener.tls == nil ? "plain HTTP" : "TLS 1.2 and 1.3"
      let mutual = listener.clientCertificates.map {
        $0.isRequired ? ", client certificate required" : ", client certificate verified if sent"
      }
      add("listener", "accept", "\(listener.address.value), \(tls)\(mutual ?? "")")
    } else {
      add(
        "listener", "none",
        "nothing listens for \(isSecure ? "https" : "http") at port \(port); another listener is assumed")
    }
    return listener
  }

  private mutating func explainReadings(of head: RequestHead) {
    guard !head.readings.isEmpty else { return }
    let readings = head.readings.alternatives.map { "`\(String(decoding: $0, as: UTF8.self))`" }
    add(
      "path", "read",
      "a backend may read it as \(readings.joined(separator: ", ")) too: controls that protect ask for all")
  }

  private mutating func explainFields(of head: inout RequestHead, _ configuration: GatewayConfiguration) {
    var dropped = DroppedFields()
    head.fields.drop(except: configuration.clients.fieldNames, noting: &dropped)
    guard dropped.count > 0 else { return }
    let more = dropped.count > dropped.names.count ? " and \(dropped.count - dropped.names.count) more" : ""
    add(
      "fields", "drop",
      dropped.names.map { "`\($0)`" }.joined(separator: ", ") + more
        + ": nobody sees a field whose name has more than letters, digits and hyphens, unless `clients.allowFields` has it"
    )
  }

  private mutating func explainClient(_ client: IPAddress, _ configuration: GatewayConfiguration) {
    let rule = ClientAddress(trustedProxies: configuration.clients.trustedProxies)
    let detail =
      rule.trusts(client)
      ? "\(client) is a trusted proxy: the rightmost untrusted address of X-Forwarded-For is the client"
      : "\(client) is the client; forwarding fields it sends are replaced"
    add("client", "pass", detail)
  }

  private mutating func explainRoute(
    _ head: RequestHead,
    _ listener: ListenerOptions?,
    isSecure: Bool,
    _ client: IPAddress,
    _ configuration: GatewayConfiguration
  ) {
    if let redirect = listener?.redirect {
      add("redirect", "answer 308", "to https at port \(configuration.port(of: redirect))")
      return
    }
    let match = head.fields.with(head.host) { host in
      head.fields.with(head.path) { RouteTable(configuration.routes).match(host: host, path: $0) }
    }
    switch match {
    case .noHost: add("route", "deny 421", "no route serves the host `\(head.fields.string(head.host))`")
    case .noPath:
      add("route", "deny 404", "no route serves the path `\(head.fields.string(head.path))`")
      let facts = HeadFacts(head: head, isSecure: isSecure, client: client)
      _ = explainControls(facts, configuration) { RouteControls(withoutRoute: $0) }
    case .route(let index):
      let route = configuration.routes[index]
      add("route", "pass", "`\(route.name)`, number \(index + 1)")
      if route.forwardsPathAsSent {
        guard !head.fields.with(head.sentPath, CanonicalPath.hasDotSegments) else {
          add("route", "deny 400", "request.ambiguousPath: `forwardPath: asSent` takes no dot segments")
          return
        }
        add("route", "keep", "the backend gets the path as it was sent, `\(head.fields.string(head.sentPath))`")
      }
      let facts = HeadFacts(head: head, isSecure: isSecure, client: client)
      guard explainControls(facts, configuration, { RouteControls($0, of: route) }) else { return }
      let bytes = configuration.limits.requestBody
      add("limits", "pass", "a body over \(bytes) bytes is answered with 413")
      guard let upstream = configuration.upstreams.first(where: { $0.name == route.upstream.value }) else { return }
      let servers = upstream.value.servers.map(\.description).joined(separator: ", ")
      add("upstream", "forward", "`\(upstream.name)`: the least busy of \(servers)")
    }
  }

  /// - Returns: whether the request goes on to the backend.
  private mutating func explainControls(
    _ facts: HeadFacts, _ configuration: GatewayConfiguration, _ controls: (ControlSet) -> RouteControls
  ) -> Bool {
    do throws(ConfigurationProblem) {
      let ofRoute = controls(try ControlBuilder.rehearsal(configuration))
      for control in ofRoute.controls where control.concerns(facts) {
        let decision = Self.decision(of: control, facts)
        add(control.name, decision, control.summary + Self.readings(of: facts.head, in: control.scope))
        if decision.hasPrefix("deny") || decision.hasPrefix("answer") { return false }
      }
      for policy in ofRoute.cookiePolicies(for: facts.head) { add("cookies", "harden", policy.summary) }
      if let firewall = ofRoute.firewall(for: facts.head) {
        add(
          "waf", firewall.decision,
          firewall.summary(for: facts.head) + Self.readings(of: facts.head, in: firewall.scope))
      }
      return true
    } catch {
      add("controls", "fail", error.description)
      return false
    }
  }

  /// By which readings of the path the request is in the scope, where it has more than one.
  private static func readings(of head: RequestHead, in scope: RouteScope) -> String {
    guard !head.readings.isEmpty, !scope.isEverything else { return "" }
    let readings = head.withRequestPath { scope.matchingReadings(of: $0) }
    return readings.isEmpty ? "" : "; as " + readings.map { "`\($0)`" }.joined(separator: ", ")
  }

  private static func decision(of control: ScopedControl, _ facts: HeadFacts) -> String {
    guard case .immediate(let evaluate) = control.kind else { return "ask" }
    let verdict = evaluate(facts)
    return switch verdict.decision {
    case .pass: verdict.detected.map { "pass, reports \($0.code)" } ?? "pass"
    case .needsBody: "read the body"
    case .answer(let answer): "answer \(answer.status)"
    case .deny(let denial): "deny \(denial.status)"
    }
  }

  private mutating func explainHeaders(isSecure: Bool, _ configuration: GatewayConfiguration) {
    for rule in configuration.headers.rules(isSecure: isSecure) {
      switch rule.onUpstream {
      case .keep where rule.value == nil, .keepProtective where rule.value == nil:
        add("headers", "leave to the backend", "\(rule.name)")
      case .replace: add("headers", "set", "\(rule.name): \(rule.value ?? "")")
      case .keep: add("headers", "set if missing", "\(rule.name): \(rule.value ?? "")")
      case .keepProtective: add("headers", "set if missing or weaker", "\(rule.name): \(rule.value ?? "")")
      case .drop: add("headers", "remove", "\(rule.name)")
      }
    }
  }

  private mutating func add(_ name: String, _ decision: String, _ detail: String) {
    stages.append(Stage(name: name, decision: decision, detail: detail))
  }

  /// For people: one line for each stage, in the order of the path.
  package var text: String {
    let name = stages.map(\.name.count).max() ?? 0
    let decision = stages.map(\.decision.count).max() ?? 0
    let lines = stages.map { stage in
      "  " + Self.padded(stage.name, name) + "  " + Self.padded(stage.decision, decision) + "  " + stage.detail
    }
    return ([request] + lines).joined(separator: "\n")
  }

  /// For programs.
  package var json: JSONValue {
    [
      "request": .string(request),
      "stages": .array(
        stages.map { stage in
          ["stage": .string(stage.name), "decision": .string(stage.decision), "detail": .string(stage.detail)]
        }),
    ]
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}

/// Why there is nothing to explain.
package struct ExplanationError: Error, CustomStringConvertible {
  package var description: String
}
