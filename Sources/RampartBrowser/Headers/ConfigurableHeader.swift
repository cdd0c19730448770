package import RampartCore

/// A header that `rampart.yaml` can set: what `HeaderCatalog` lists.
package protocol ConfigurableHeader: SecurityHeader {
  /// The key below `headers:`, Helmet's option name where Helmet has the header.
  static var key: String { get }
  /// One sentence for the schema and the reference.
  static var summary: String { get }
  static var declaration: Declaration<HeaderTreatment<Self>> { get }
  static var declaredKey: DeclaredKey<SecurityHeaders> { get }
}

extension ConfigurableHeader {
  package static var declaredKey: DeclaredKey<SecurityHeaders> {
    DeclaredKey(key, \.[HeaderKey<Self>()], declaration, summary)
  }
}
