/// Operators by their names, in any case.
enum OperatorTable {
  static func name(_ text: SecLangText) throws(SecLangFault) -> OperatorName {
    let key = text.lowercased
    if let name = known[key] { return name }
    if let reason = refused[key] {
      throw SecLangFault("unsupportedOperator", "the operator `@\(text.shown)` is not supported", hint: reason)
    }
    throw .unknown("operator", SecLangText([.at]) + text, among: OperatorName.allCases.lazy.map { "@" + $0.rawValue })
  }

  /// Asks a name server or a database in the middle of a request.
  static func isLookup(_ name: SecLangText) -> Bool {
    name.equalsIgnoringCase("rbl") || name.equalsIgnoringCase("geoLookup")
  }

  private static let known: [String: OperatorName] = {
    var table = Dictionary(uniqueKeysWithValues: OperatorName.allCases.map { ($0.rawValue.lowercased(), $0) })
    table["pmf"] = .pmFromFile
    table["ipmatchf"] = .ipMatchFromFile
    return table
  }()

  /// Those of ModSecurity that are not done here, and why.
  private static let refused: [String: String] = [
    "inspectfile": "no programs are run for a request",
    "fuzzyhash": "it needs files of hashes that are not read here",
    "gsblookup": "nothing is looked up for a request",
    "rsub": "ModSecurity 3 does not have it either",
    "validatehash": "ModSecurity 3 does not have it either",
    "validatedtd": "XML is not validated",
    "validateschema": "XML is not validated",
    "verifycc": "use `@rx`", "verifycpf": "use `@rx`", "verifyssn": "use `@rx`", "verifysvnr": "use `@rx`",
  ]
}
