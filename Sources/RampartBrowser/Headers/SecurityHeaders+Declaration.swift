package import RampartCore

extension SecurityHeaders {
  /// `headers:` of a configuration: `recommended`, `strict`, `off`, or a mapping with one key per header. A header that
  /// is not named is as `base` has it.
  ///
  /// For each header, `off` means that Rampart does not touch it (the backend's own passes), and `remove` that
  /// nobody's reaches the client. A mapping may say `upstream: keep`: the backend's own value then stands where it
  /// sends one.
  package static var declaration: Declaration<SecurityHeaders> {
    let bases: [(String, Base)] = [("recommended", .recommended), ("strict", .strict), ("off", .off)]
    let base = DeclaredKey(
      "base", \SecurityHeaders.base, .choice(bases),
      "The set that headers which are not named come from: `off` sets and removes none of them.")
    let mapping = Declaration.mapping(SecurityHeaders(), [base] + HeaderCatalog.all.map { $0.declaredKey })
    return .forms(
      "`recommended`, `strict`, `off` or a mapping with one key per header",
      scalar: .choice(bases.map { ($0.0, SecurityHeaders(base: $0.1)) }),
      mapping: ContentSecurityPolicyReportOnly.standingOnce(in: mapping)
    )
  }
}
