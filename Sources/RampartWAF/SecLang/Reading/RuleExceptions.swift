/// What `SecRuleRemoveBy…` and `SecRuleUpdate…` say. They concern the rules of all files, whichever stand before
/// them, as in ModSecurity 3.
struct RuleExceptions: Sendable {
  /// Which rules are meant.
  enum Selection: Sendable {
    case rules(RuleSelection)
    /// `1000:1`: the rule behind the first in the chain of 1000.
    case link(id: Int, index: Int)
  }

  enum Change: Sendable {
    case remove
    case targets([RuleTarget])
    case actions([ActionItem])
  }

  struct Exception: Sendable {
    var directive: String
    var selection: Selection
    var change: Change
    var position: RulePosition
  }

  var all: [Exception] = []
}
