public import HTTPTypes
public import RampartCore

/// Tells browsers to come back over TLS only; it goes out on TLS answers only.
///
/// `.init()` is two years and all subdomains, as in Mozilla's intermediate profile.
///
/// Source: RFC 6797; hstspreload.org for `preload`. CWE-319.
public struct StrictTransportSecurity: SecurityHeader {
  /// Counted in whole seconds.
  public let maxAge: Duration
  public let includesSubDomains: Bool
  /// Asks to be built into browsers. That is hard to take back.
  public let isPreloaded: Bool

  public init() {
    maxAge = .seconds(63_072_000)
    includesSubDomains = true
    isPreloaded = false
  }

  /// - Throws: where `maxAge` is negative or longer than ten years, or the conditions of the preload list (one
  ///   year at least, with subdomains) are not met.
  public init(
    maxAge: Duration,
    includesSubDomains: Bool = true,
    isPreloaded: Bool = false
  ) throws(InvalidOption) {
    guard (.zero)...Self.longest ~= maxAge else {
      throw InvalidOption("header.invalidMaxAge", "the greatest age goes from 0 seconds to 10 years")
    }
    guard maxAge.components.attoseconds == 0 else {
      throw InvalidOption("header.invalidMaxAge", "the greatest age is counted in whole seconds")
    }
    if isPreloaded, maxAge < .seconds(31_536_000) || !includesSubDomains {
      throw InvalidOption(
        "header.invalidPreload", "`preload` needs a `maxAge` of one year (31536000) at least and `includeSubDomains`")
    }
    self.maxAge = maxAge
    self.includesSubDomains = includesSubDomains
    self.isPreloaded = isPreloaded
  }

  private static let longest = Duration.seconds(315_360_000)

  public static let name = HTTPField.Name.strictTransportSecurity
  public static var recommended: HeaderTreatment<Self> { .replace(Self()) }

  public func value(in context: ResponseContext) -> String? {
    guard context.isSecure else { return nil }
    return "max-age=\(maxAge.components.seconds)" + (includesSubDomains ? "; includeSubDomains" : "")
      + (isPreloaded ? "; preload" : "")
  }
}

extension StrictTransportSecurity: ConfigurableHeader {
  package static let key = "strictTransportSecurity"
  package static let summary = "Tells browsers to come back over TLS only; on TLS answers only."
  package static var declaration: Declaration<HeaderTreatment<Self>> {
    HeaderTreatment.form(
      options: Options(),
      keys: [
        DeclaredKey("maxAge", \.options.maxAge, age, "For how long, in seconds or with a unit."),
        DeclaredKey("includeSubDomains", \.options.includesSubDomains, .boolean, "Whether subdomains are meant too."),
        DeclaredKey("preload", \.options.isPreloaded, .boolean, "Asks to be built into browsers."),
      ]
    ) { options throws(InvalidOption) in
      try Self(
        maxAge: options.maxAge, includesSubDomains: options.includesSubDomains, isPreloaded: options.isPreloaded)
    }
  }

  private struct Options: Sendable {
    var maxAge = StrictTransportSecurity().maxAge
    var includesSubDomains = StrictTransportSecurity().includesSubDomains
    var isPreloaded = StrictTransportSecurity().isPreloaded
  }

  /// Whole seconds, as Helmet has it, or a span of time.
  private static var age: Declaration<Duration> {
    let seconds = Declaration.integer(in: 0...Int(longest.components.seconds))
    let span = Declaration.duration(in: .zero...longest)
    return Declaration(
      schema: ["anyOf": [seconds.schema, span.schema]],
      render: { seconds.render(Int($0.components.seconds)) },
      read: { node, reading in
        if let text = node.scalar, Int(text) != nil { return seconds.read(node, &reading).map { .seconds($0) } }
        return span.read(node, &reading)
      }
    )
  }
}

extension SecurityHeaders {
  /// Two years with subdomains in the recommended set.
  public var strictTransportSecurity: HeaderTreatment<StrictTransportSecurity> {
    get { self[HeaderKey()] }
    set { self[HeaderKey()] = newValue }
  }
}
