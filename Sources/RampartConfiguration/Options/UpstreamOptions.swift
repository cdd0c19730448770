package import RampartCore
package import RampartTraffic

/// A group of servers that answer the same requests.
package struct UpstreamOptions: Sendable, Hashable {
  package struct Timeouts: Sendable, Hashable {
    package var connect: Duration = .seconds(2)
    package var response: Duration = .seconds(30)
    package var idle: Duration = .seconds(60)
    package var life: Duration = .seconds(600)
  }

  package struct TLS: Sendable, Hashable {
    package var authority: Positioned<NamedFile>?
    package var serverName: String?
  }

  package var servers: [UpstreamServerAddress] = []
  package var timeouts = Timeouts()
  package var resolveEvery: Duration = .seconds(10)
  package var health: Health?
  package var tls: Positioned<TLS>?
  package var loadShedding: AdaptiveConcurrencyOptions?

  package init() {}

  static let declaration = Declaration.mapping(
    UpstreamOptions(),
    [
      DeclaredKey(
        "servers", \.servers, .list(of: UpstreamServerAddress.declaration, atLeast: 1), isRequired: true,
        "The servers; each request goes to the one with the fewest in flight."),
      DeclaredKey("timeouts", \.timeouts, timeouts, "How long each step may take."),
      DeclaredKey(
        "resolveEvery", \.resolveEvery, .duration(in: .milliseconds(100)...Duration.seconds(3600)),
        "How often the names of servers are looked up again; connections to addresses that are gone are not used again."
      ),
      DeclaredKey(
        "health", \.health, Health.declaration.optional, "Asks each server from time to time whether it is well."),
      DeclaredKey("tls", \.tls, tls.positioned.optional, "How `https` servers are verified."),
      DeclaredKey(
        "loadShedding", \.loadShedding, loadShedding.optional,
        "Limits the requests in flight by how fast the servers answer; what is too much gets 503 at once."),
    ])

  private static let span = Duration.milliseconds(10)...Duration.seconds(86_400)

  private static let timeouts = Declaration.mapping(
    Timeouts(),
    [
      DeclaredKey("connect", \.connect, .duration(in: span), "To open a connection, TLS handshake included."),
      DeclaredKey(
        "response", \.response, .duration(in: span),
        "From the end of the request to the head of the response; longer is answered with 504."),
      DeclaredKey(
        "idle", \.idle, .duration(in: span),
        "Longest silence inside a response or a WebSocket, and longest time an unused connection is kept."),
      DeclaredKey(
        "life", \.life, .duration(in: .milliseconds(100)...Duration.seconds(86_400)),
        "Longest time a connection is used for one request after the other; each ends up to a tenth earlier."),
    ])

  private static let tls = Declaration.mapping(
    TLS(),
    [
      DeclaredKey(
        "authority", \.authority, Declaration<NamedFile>.file.positioned.optional,
        "PEM file with the authorities to trust; without it the system's."),
      DeclaredKey(
        "serverName", \.serverName, Declaration<String>.text.optional,
        "The name to ask for and to verify, where it is not the host of the URL."),
    ])

  private static let loadShedding: Declaration<AdaptiveConcurrencyOptions> = Declaration.forms(
    "`adaptive`, or a mapping",
    scalar: .choice([("adaptive", AdaptiveConcurrencyOptions())]),
    mapping: Declaration.mapping(
      AdaptiveConcurrencyOptions(),
      [
        DeclaredKey("initial", \.initial, .integer(in: 1...1_000_000), "Requests in flight to begin with."),
        DeclaredKey("minimum", \.minimum, .integer(in: 1...1_000_000), "The limit never falls below this."),
        DeclaredKey("maximum", \.maximum, .integer(in: 1...1_000_000), "The limit never rises above this."),
        DeclaredKey(
          "reserve", \.reservePercent, .integer(in: 1...90),
          "Percent of the limit that routes of low priority cannot use."),
        DeclaredKey(
          "interval", \.interval, .duration(in: .milliseconds(10)...Duration.seconds(60)),
          "Over which time latencies are averaged before the limit moves."),
        DeclaredKey(
          "retryAfter", \.retryAfter, .duration(in: Duration.seconds(1)...Duration.seconds(3600)),
          "What `Retry-After` says, in whole seconds."),
      ])
  ).map(
    { options throws(ConfigurationProblem) in
      do throws(InvalidOption) {
        try options.check()
      } catch {
        throw ConfigurationProblem("impossibleValue", error.detail)
      }
      return options
    },
    back: { $0 })
}

extension AdaptiveConcurrencyOptions {
  fileprivate var reservePercent: Int {
    get { Int((reserve * 100).rounded()) }
    set { reserve = Double(newValue) / 100 }
  }
}

/// One server of an upstream, as a URL.
package struct UpstreamServerAddress: Sendable, Hashable, CustomStringConvertible {
  package var address: ServerAddress
  package var isTLS: Bool

  static let declaration = Declaration<String>.text.map(
    { text throws(ConfigurationProblem) in try UpstreamServerAddress(url: text) },
    back: { $0.description })

  /// - Parameter url: `http://host:port`, `https://host:port` or `unix:/path`.
  package init(url: String) throws(ConfigurationProblem) {
    if url.hasPrefix("unix:") {
      guard let address = ServerAddress(url) else {
        throw ConfigurationProblem(
          "impossibleValue", "\(Excerpt.of(url)) is not a unix socket, write it like `unix:/run/app.sock`")
      }
      self.init(address: address, isTLS: false)
      return
    }
    guard let separator = url.firstRange(of: "://") else {
      throw ConfigurationProblem(
        "impossibleValue", "\(Excerpt.of(url)) is not a server", hint: "write it like `http://127.0.0.1:3000`")
    }
    let scheme = url[..<separator.lowerBound]
    var authority = url[separator.upperBound...]
    guard scheme == "http" || scheme == "https" else {
      throw ConfigurationProblem("impossibleValue", "\(Excerpt.of(String(scheme))) is not `http`, `https` or `unix`")
    }
    // The URL is not repeated: what stands before the @ may be a password.
    guard !authority.contains("@") else {
      throw ConfigurationProblem("literalSecret", "the URL of a server holds a user or a password")
    }
    if authority.last == "/" { authority.removeLast() }
    guard !authority.contains(where: { "/?#".contains($0) }) else {
      throw ConfigurationProblem(
        "impossibleValue", "\(Excerpt.of(url)) has a path, a server is only a scheme, host and port")
    }
    let defaultPort = scheme == "https" ? 443 : 80
    let hasPort = authority.contains(":") && !authority.hasSuffix("]")
    guard !authority.isEmpty, !authority.hasPrefix(":"),
      let address = ServerAddress(hasPort ? String(authority) : "\(authority):\(defaultPort)")
    else {
      throw ConfigurationProblem(
        "impossibleValue", "\(Excerpt.of(url)) has no valid host and port",
        hint: "write it like `http://127.0.0.1:3000`")
    }
    self.init(address: address, isTLS: scheme == "https")
  }

  package init(address: ServerAddress, isTLS: Bool) {
    self.address = address
    self.isTLS = isTLS
  }

  package var description: String {
    switch address {
    case .unix: address.description
    case .network: (isTLS ? "https://" : "http://") + address.description
    }
  }
}
