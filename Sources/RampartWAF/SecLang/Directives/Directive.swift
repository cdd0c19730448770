/// What a directive is, by its name in any case.
enum Directive: Sendable {
  case rule, action, marker, defaultAction, include, includeOptional
  case removeByID, removeByTag, removeByMessage
  case updateTargetByID, updateTargetByTag, updateTargetByMessage, updateActionByID
  case setting(SettingDirective)
  /// Accepted without effect, and where its subject is set instead.
  case ignored(String)

  init(_ name: SecLangText) throws(SecLangFault) {
    let key = name.lowercased
    if let directive = Self.known[key] {
      self = directive
      return
    }
    if let reason = Self.refused[key] {
      throw SecLangFault("unsupportedDirective", "the directive `\(name.shown)` is not supported", hint: reason)
    }
    if name.first == UInt8(ascii: "<") {
      throw SecLangFault("unknownDirective", "`\(name.shown)` is a section of Apache's", hint: "leave it out")
    }
    throw .unknown("directive", name, among: Self.names)
  }

  private static let named: [(String, Directive)] =
    [
      ("SecRule", .rule), ("SecAction", .action), ("SecMarker", .marker), ("SecDefaultAction", .defaultAction),
      ("Include", .include), ("IncludeOptional", .includeOptional), ("SecRuleRemoveById", .removeByID),
      ("SecRuleRemoveByTag", .removeByTag), ("SecRuleRemoveByMsg", .removeByMessage),
      ("SecRuleUpdateTargetById", .updateTargetByID), ("SecRuleUpdateTargetByTag", .updateTargetByTag),
      ("SecRuleUpdateTargetByMsg", .updateTargetByMessage), ("SecRuleUpdateActionById", .updateActionByID),
    ] + SettingDirective.catalog.map { ($0.name, .setting($0)) } + ignored.map { ($0, .ignored($1)) }

  static let names = named.map(\.0)
  private static let known = Dictionary(uniqueKeysWithValues: named.map { ($0.0.lowercased(), $0.1) })
}
