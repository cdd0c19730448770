/// Reads what stands behind `setvar:`, `expirevar:` and `initcol:`.
enum AssignmentReader {
  /// `tx.name=value`, `tx.name=+1`, `!tx.name`, `tx.name`.
  static func assignment(_ text: SecLangText) throws(SecLangFault) -> (Variable, Assignment) {
    let isDeletion = text.first == .exclamation
    let (name, value) = halves(isDeletion ? text.dropFirst() : text)
    let (collection, key) = try member(name, "setvar")
    if isDeletion {
      guard value == nil else {
        throw SecLangFault("invalidAssignment", "`setvar:\(text.shown)` deletes and sets at once")
      }
      return (collection, Assignment(key: key, change: .delete))
    }
    return (collection, Assignment(key: key, change: try change(value)))
  }

  /// `ip.name=60`
  static func expiry(_ text: SecLangText) throws(SecLangFault) -> PersistentChange {
    let (name, value) = halves(text)
    let (collection, key) = try member(name, "expirevar")
    guard collection != .tx else {
      throw SecLangFault("invalidAssignment", "`expirevar:\(text.shown)`: `TX` ends with its transaction")
    }
    guard let value, !value.isEmpty else {
      throw SecLangFault("invalidAssignment", "`expirevar:\(text.shown)` says no time", hint: "such as `ip.name=60`")
    }
    return .expire(collection, key: key, seconds: try MacroReader.read(value))
  }

  /// `ip=%{remote_addr}`
  static func opening(_ text: SecLangText) throws(SecLangFault) -> PersistentChange {
    guard let (name, key) = text.split(at: .equals), !key.isEmpty else {
      throw SecLangFault(
        "invalidAssignment", "`initcol:\(text.shown)` says no key", hint: "such as `ip=%{remote_addr}`")
    }
    let collection = try self.collection(name, "initcol")
    guard collection != .tx else {
      throw SecLangFault("invalidAssignment", "`TX` needs no `initcol`")
    }
    return .open(collection, key: try MacroReader.read(key))
  }

  private static func halves(_ text: SecLangText) -> (name: SecLangText, value: SecLangText?) {
    guard let (name, value) = text.split(at: .equals) else { return (text.trimmed, nil) }
    return (name.trimmed, value.trimmedAtStart)
  }

  private static func member(
    _ text: SecLangText, _ action: String
  ) throws(SecLangFault) -> (Variable, MacroText) {
    guard let separator = text.firstIndex(where: { $0 == .dot || $0 == .colon }), separator + 1 < text.endIndex else {
      throw SecLangFault(
        "invalidAssignment", "`\(action):\(text.shown)` names no member of a collection", hint: "such as `tx.name`")
    }
    let collection = try self.collection(text[..<separator], action)
    return (collection, try MacroReader.read(text[(separator + 1)...]))
  }

  private static func collection(_ name: SecLangText, _ action: String) throws(SecLangFault) -> Variable {
    let variable = try VariableName.variable(name)
    switch variable {
    case .tx, .ip, .global, .session, .user, .resource: return variable
    default:
      throw SecLangFault(
        "invalidAssignment", "`\(action)` cannot change `\(variable.rawValue)`",
        hint: "`TX`, `IP`, `GLOBAL`, `SESSION`, `USER` and `RESOURCE` can be changed")
    }
  }

  private static func change(_ value: SecLangText?) throws(SecLangFault) -> Assignment.Change {
    // Without a value it is set to 1, as in ModSecurity.
    guard let value else { return .set(MacroText(literal: "1")) }
    switch value.first {
    case .plus: return .add(try MacroReader.read(value.dropFirst()))
    case .minus: return .subtract(try MacroReader.read(value.dropFirst()))
    default: return .set(try MacroReader.read(value))
    }
  }
}
