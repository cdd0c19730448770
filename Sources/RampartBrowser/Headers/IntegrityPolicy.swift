public import HTTPTypes
package import RampartCore

/// Blocks scripts and style sheets that a page loads without a checksum (`integrity`).
///
/// It is not in the recommended set: every page must first name the checksums.
///
/// Source: W3C Subresource Integrity, Integrity-Policy.
public struct IntegrityPolicy: SecurityHeader {
  public struct Destination: Sendable, Hashable {
    let text: String

    public static let script = Destination(text: "script")
    public static let style = Destination(text: "style")

    static let all: [Destination] = [.script, .style]
  }

  public struct Source: Sendable, Hashable {
    let text: String

    /// The checksum stands in the page, in the `integrity` attribute.
    public static let inline = Source(text: "inline")

    static let all: [Source] = [.inline]
  }

  public var blockedDestinations: [Destination]
  /// Where the checksums come from; an empty list is left out and means `inline`.
  public var sources: [Source]
  /// Whom to tell, by names of `ReportingEndpoints`.
  public var endpoints: [EndpointName]

  /// Scripts are blocked.
  public init(
    blockedDestinations: [Destination] = [.script],
    sources: [Source] = [],
    endpoints: [EndpointName] = []
  ) {
    self.blockedDestinations = blockedDestinations
    self.sources = sources
    self.endpoints = endpoints
  }

  public static let name = HTTPField.Name(known: "Integrity-Policy")
  public static let isList = true
  public static var recommended: HeaderTreatment<Self> { .ignore }

  public func value(in context: ResponseContext) -> String? {
    let members = [
      ("blocked-destinations", blockedDestinations.map(\.text)), ("sources", sources.map(\.text)),
      ("endpoints", endpoints.map(\.text)),
    ]
    guard !blockedDestinations.isEmpty else { return nil }
    return StructuredField.serialize(
      dictionary: members.filter { !$0.1.isEmpty }.map { name, tokens in
        (key: name, value: .innerList(tokens.map { .token($0) }))
      })
  }
}

extension IntegrityPolicy: ConfigurableHeader {
  package static let key = "integrityPolicy"
  package static let summary = "Blocks scripts and style sheets without a checksum; not set unless named."
  package static var declaration: Declaration<HeaderTreatment<Self>> {
    let destination = Declaration.choice(Destination.all.map { ($0.text, $0) })
    let source = Declaration.choice(Source.all.map { ($0.text, $0) })
    return HeaderTreatment.form(
      options: Self(),
      keys: [
        DeclaredKey(
          "blockedDestinations", \.options.blockedDestinations,
          Declaration<Destination>.list(of: destination, atLeast: 1), "What is blocked without a checksum."),
        DeclaredKey(
          "sources", \.options.sources, Declaration<Source>.list(of: source), "Where the checksums come from."),
        DeclaredKey(
          "endpoints", \.options.endpoints, Declaration<EndpointName>.list(of: EndpointName.declaration),
          "Whom to tell, by names of `reportingEndpoints`."),
      ]
    ) { $0 }
  }
}

extension SecurityHeaders {
  /// Not set in the recommended set.
  public var integrityPolicy: HeaderTreatment<IntegrityPolicy> {
    get { self[HeaderKey()] }
    set { self[HeaderKey()] = newValue }
  }
}
