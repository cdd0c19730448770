public import HTTPTypes

/// Says which features of the browser a page and its frames may use.
///
/// `PermissionsPolicy()` denies what few applications need: camera, microphone, location, payment, devices and
/// sensors. A feature without an entry keeps the browser's own default.
///
/// ```swift
/// var policy = PermissionsPolicy()
/// policy[.camera] = .origins([.sameOrigin, try .origin("https://meet.example.org")])
/// ```
///
/// Source: W3C Permissions Policy, section 6.1; RFC 9651.
public struct PermissionsPolicy: SecurityHeader {
  private struct Entry: Sendable, Hashable {
    var feature: Feature
    var allowlist: Allowlist
  }

  private var entries: [Entry]

  /// Nobody may use a device: no camera, no microphone, no location and the like.
  public init() {
    entries = Feature.denied.map { Entry(feature: $0, allowlist: .nobody) }
  }

  /// A policy that says nothing yet.
  public static let empty: PermissionsPolicy = {
    var policy = PermissionsPolicy()
    policy.entries = []
    return policy
  }()

  /// Who may use a feature; nil leaves it to the browser.
  public subscript(feature: Feature) -> Allowlist? {
    get { entries.first { $0.feature == feature }?.allowlist }
    set {
      let index = entries.firstIndex { $0.feature == feature } ?? entries.endIndex
      let range = index..<(index == entries.endIndex ? index : index + 1)
      entries.replaceSubrange(range, with: newValue.map { [Entry(feature: feature, allowlist: $0)] } ?? [])
    }
  }

  public static let name = HTTPField.Name(known: "Permissions-Policy")
  public static let isList = true
  public static var recommended: HeaderTreatment<Self> { .ignore }
  public static var strict: HeaderTreatment<Self> { .replace(Self()) }

  public func value(in context: ResponseContext) -> String? {
    guard !entries.isEmpty else { return nil }
    return StructuredField.serialize(
      dictionary: entries.map { (key: $0.feature.name, value: $0.allowlist.structuredField) })
  }
}

extension SecurityHeaders {
  /// Not set in the recommended set, `PermissionsPolicy()` in the strict one.
  public var permissionsPolicy: HeaderTreatment<PermissionsPolicy> {
    get { self[HeaderKey()] }
    set { self[HeaderKey()] = newValue }
  }
}
