public import HTTPTypes
public import RampartCore

/// Tells browsers to come back over TLS only; it goes out on TLS answers only.
///
/// `.init()` is two years and all subdomains. The recommended set leaves the subdomains out: another host of the domain
/// may be reached over plain HTTP alone.
///
/// Source: RFC 6797; hstspreload.org for `preload`. CWE-319.
public struct StrictTransportSecurity: SecurityHeader {
  /// Counted in whole seconds.
  public let maxAge: Duration
  public let includesSubDomains: Bool
  /// Asks to be built into browsers. That is hard to take back.
  public let isPreloaded: Bool

  public init() { self.init(isForSubDomains: true) }

  private init(isForSubDomains: Bool) {
    maxAge = .seconds(63_072_000)
    includesSubDomains = isForSubDomains
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
  public static var recommended: HeaderTreatment<Self> { .keepProtective(or: Self(isForSubDomains: false)) }
  public static var strict: HeaderTreatment<Self> { .replace(Self()) }

  /// Over plain HTTP it must not be sent (RFC 6797, 7.2).
  public static func isAllowed(in context: ResponseContext) -> Bool { context.isSecure }

  /// Whether it says for how long, and does not take back what was said before.
  public static func protects(_ value: String) -> Bool {
    let ages = Substring(value).parts(at: ";").compactMap { directive -> Substring? in
      guard let (name, age) = directive.cut(at: "="), name.trimmingBlanks().lowercased() == "max-age" else {
        return nil
      }
      return age.trimmingBlanks()
    }
    guard ages.count == 1, var digits = ages.first?.utf8[...] else { return false }
    // RFC 6797, 6.1: the value may be quoted.
    let quote = UInt8(ascii: "\"")
    if digits.count > 2, digits.first == quote, digits.last == quote { digits = digits.dropFirst().dropLast() }
    return digits.allSatisfy { (0x30...0x39).contains($0) } && digits.contains { $0 != 0x30 }
  }

  public func value(in context: ResponseContext) -> String? {
    "max-age=\(maxAge.components.seconds)" + (includesSubDomains ? "; includeSubDomains" : "")
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
  /// Two years in the recommended set, where the backend says nothing; with subdomains in the strict one.
  public var strictTransportSecurity: HeaderTreatment<StrictTransportSecurity> {
    get { self[HeaderKey()] }
    set { self[HeaderKey()] = newValue }
  }
}
