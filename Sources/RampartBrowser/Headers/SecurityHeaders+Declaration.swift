package import RampartCore

extension SecurityHeaders {
  /// `headers:` of a configuration: `recommended`, `off`, or a mapping with one key per header. A header that is not
  /// named keeps the recommended setting.
  ///
  /// For each header, `off` means that Rampart does not touch it (the backend's own passes), and `remove` that
  /// nobody's reaches the client. A mapping may say `upstream: keep`: the backend's own value then stands where it
  /// sends one.
  package static var declaration: Declaration<SecurityHeaders> {
    let mapping = Declaration.mapping(SecurityHeaders(), HeaderCatalog.all.map { $0.declaredKey })
    return .forms(
      "`recommended`, `off` or a mapping with one key per header",
      scalar: .choice([("recommended", .recommended), ("off", .off)]),
      mapping: ContentSecurityPolicyReportOnly.standingOnce(in: mapping)
    )
  }
}
