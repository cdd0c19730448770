public import HTTPTypes
package import RampartCore

/// Names the endpoints that policies send their reports to.
///
/// ```swift
/// headers.reportingEndpoints = .replace(
///   ReportingEndpoints([.init(try EndpointName("csp"), try ReportAddress("https://reports.example.org/csp"))]))
/// ```
///
/// Source: W3C Reporting API, section 3.2.
public struct ReportingEndpoints: SecurityHeader {
  public struct Endpoint: Sendable, Hashable {
    public let name: EndpointName
    public let address: ReportAddress

    public init(_ name: EndpointName, _ address: ReportAddress) {
      self.name = name
      self.address = address
    }
  }

  public let endpoints: [Endpoint]

  /// Of two endpoints with one name the later one counts.
  public init(_ endpoints: [Endpoint]) {
    self.endpoints = endpoints.enumerated().filter { index, endpoint in
      !endpoints[(index + 1)...].contains { $0.name == endpoint.name }
    }.map(\.element)
  }

  public static let name = HTTPField.Name(known: "Reporting-Endpoints")
  public static let isList = true
  public static var recommended: HeaderTreatment<Self> { .ignore }

  public func value(in context: ResponseContext) -> String? {
    guard !endpoints.isEmpty else { return nil }
    return StructuredField.serialize(
      dictionary: endpoints.map { (key: $0.name.text, value: .string($0.address.text)) })
  }
}

extension ReportingEndpoints: ConfigurableHeader {
  package static let key = "reportingEndpoints"
  package static let summary = "Where policies send their reports, by name; not set unless named."
  package static var declaration: Declaration<HeaderTreatment<Self>> {
    let endpoints = Declaration<ReportAddress>.dictionary(
      of: ReportAddress.declaration, namePattern: "^[a-z*][a-z0-9_.*-]*$", isName: { StructuredField.isKey($0) })
    return .forms(
      "`off`, `remove` or a mapping from names to addresses",
      scalar: .choice([("off", .ignore), ("remove", .remove)]),
      mapping: endpoints.checked { pairs throws(InvalidOption) in
        guard !pairs.isEmpty else { throw InvalidOption("header.noEndpoints", "the mapping names no endpoint") }
        var endpoints: [Endpoint] = []
        for pair in pairs { endpoints.append(Endpoint(try EndpointName(pair.name), pair.value)) }
        return .replace(Self(endpoints))
      }
    )
  }
}

extension SecurityHeaders {
  /// Not set in the recommended set.
  public var reportingEndpoints: HeaderTreatment<ReportingEndpoints> {
    get { self[HeaderKey()] }
    set { self[HeaderKey()] = newValue }
  }
}
