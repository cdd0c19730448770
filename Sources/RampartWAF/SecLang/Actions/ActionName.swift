/// Every action that there is; a rule with another is refused.
enum ActionName: String, Sendable, CaseIterable {
  case accuracy, allow, auditlog, block, capture, chain, ctl, deny, drop, expirevar, id, initcol, log, logdata, maturity
  case msg, multiMatch, noauditlog, nolog, pass, phase, redirect, rev, sanitiseArg, sanitiseMatched
  case sanitiseMatchedBytes, sanitiseRequestHeader, sanitiseResponseHeader, setvar, severity, skip, skipAfter, status, t
  case tag, ver

  enum Value { case none, optional, required }

  var value: Value {
    switch self {
    case .auditlog, .block, .capture, .chain, .deny, .drop, .log, .multiMatch, .noauditlog, .nolog, .pass,
      .sanitiseMatched:
      .none
    case .allow, .sanitiseMatchedBytes: .optional
    default: .required
    }
  }

  var isDisruptive: Bool {
    switch self {
    case .allow, .block, .deny, .drop, .pass, .redirect: true
    default: false
    }
  }

  init(_ text: SecLangText) throws(SecLangFault) {
    let key = text.lowercased
    if let name = Self.known[key] {
      self = name
    } else if let reason = Self.refused[key] {
      throw SecLangFault("unsupportedAction", "the action `\(text.shown)` is not supported", hint: reason)
    } else {
      throw .unknown("action", text, among: Self.allCases.lazy.map(\.rawValue))
    }
  }

  private static let known: [String: ActionName] = {
    var table = Dictionary(uniqueKeysWithValues: allCases.map { ($0.rawValue.lowercased(), $0) })
    table["sanitizearg"] = .sanitiseArg
    table["sanitizematched"] = .sanitiseMatched
    table["sanitizematchedbytes"] = .sanitiseMatchedBytes
    table["sanitizerequestheader"] = .sanitiseRequestHeader
    table["sanitizeresponseheader"] = .sanitiseResponseHeader
    return table
  }()

  /// Those of ModSecurity that are not done here, and why.
  private static let refused: [String: String] = [
    "append": "answers are not changed",
    "deprecatevar": "nothing is kept from one request to the next",
    "exec": "no programs are run for a request",
    "pause": "a client that waits holds a connection",
    "prepend": "answers are not changed",
    "proxy": "the gateway's routes say where a request goes",
    "setenv": "there is no environment of a request; use `setvar:tx.name=value`",
    "setrsc": "nothing is kept from one request to the next",
    "setsid": "nothing is kept from one request to the next",
    "setuid": "nothing is kept from one request to the next",
    "xmlns": "paths into XML have no prefixes here",
  ]
}
