/// What a rule asks of a collection that outlives the transaction: `IP`, `GLOBAL`, `SESSION`, `USER` or `RESOURCE`.
package enum PersistentChange: Sendable, Hashable {
  /// `initcol:ip=%{remote_addr}`
  case open(Variable, key: MacroText)
  /// `setvar:ip.name=value`
  case assign(Variable, Assignment)
  /// `expirevar:ip.name=60`
  case expire(Variable, key: MacroText, seconds: MacroText)
}
