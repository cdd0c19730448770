/// Variables by their names, in any case.
enum VariableName {
  static func variable(_ name: SecLangText) throws(SecLangFault) -> Variable {
    let text = name.uppercased
    if let variable = known[text] { return variable }
    if let reason = refused[text] {
      throw SecLangFault("unsupportedVariable", "the variable `\(name.shown)` is not supported", hint: reason)
    }
    throw .unknown("variable", name, among: Variable.allCases.lazy.map(\.rawValue))
  }

  static func isKnown(_ name: SecLangText) -> Bool { known[name.uppercased] != nil }

  private static let known: [String: Variable] = {
    var table = Dictionary(uniqueKeysWithValues: Variable.allCases.map { ($0.rawValue, $0) })
    table["MULTIPART_SEMICOLON_MISSING"] = .multipartMissingSemicolon
    return table
  }()

  /// Those of ModSecurity that have no meaning here, and why.
  private static let refused: [String: String] = {
    let apache = "it belongs to a server that runs inside Apache"
    let dropped = "ModSecurity 3 does not have it either"
    let names: [(String, String)] = [
      ("MODSEC_BUILD", "this is not ModSecurity"), ("WEBSERVER_ERROR_LOG", apache), ("SCRIPT_FILENAME", apache),
      ("SCRIPT_BASENAME", apache), ("SCRIPT_GID", apache), ("SCRIPT_GROUPNAME", apache), ("SCRIPT_MODE", apache),
      ("SCRIPT_UID", apache), ("SCRIPT_USERNAME", apache), ("PATH_TRANSLATED", apache), ("HANDLER", apache),
      ("STREAM_INPUT_BODY", dropped), ("STREAM_OUTPUT_BODY", dropped), ("PERF_ALL", dropped), ("PERF_RULES", dropped),
      ("PERF_COMBINED", dropped), ("USERAGENT_IP", dropped), ("SDBM_DELETE_ERROR", dropped),
      ("REQBODY_PROCESSOR_ERROR_MSG", "use `REQBODY_ERROR_MSG`"),
    ]
    return Dictionary(uniqueKeysWithValues: names)
  }()
}
