/// What a rule does when all of its chain has matched; of the links after the first only `assignments`, `controls` and
/// `logData` and the like count.
package struct RuleActions: Sendable {
  package enum Disruption: Sendable, Hashable {
    /// `block`: what `SecDefaultAction` of the phase says; resolved when the rules are read.
    case deny
    case drop
    case redirect(MacroText)
    case pass
    case allow(AllowScope)
  }

  package enum AllowScope: Sendable, Hashable {
    /// Nothing more is looked at but phase 5.
    case transaction
    /// The other phases of the request are left out.
    case request
    case phase
  }

  /// Nil in links of a chain.
  package var disruption: Disruption?
  package var status: Int?
  package var severity: Severity?
  package var message: MacroText?
  package var logData: MacroText?
  package var tags: [MacroText] = []
  package var version: String?
  package var revision: String?
  package var maturity: Int?
  package var accuracy: Int?
  /// `log`, `nolog`; nil where neither stands, then the default of the phase has been filled in or a match is logged.
  package var logs = true
  package var auditLogs = true
  /// Of `TX` only; those of other collections are in `persistentChanges`.
  package var assignments: [Assignment] = []
  /// In order. An engine that keeps nothing from one transaction to the next leaves them out: the reader has listed
  /// them as notices.
  package var persistentChanges: [PersistentChange] = []
  package var sanitised: [Sanitising] = []
  package var controls: [EngineControl] = []
  /// Jump behind the `SecMarker` of this name.
  package var skipAfter: String?
  /// Jump over so many rules.
  package var skip: Int?

  package init() {}
}

package enum Severity: Int, Sendable {
  case emergency, alert, critical, error, warning, notice, info, debug
}

/// `setvar:tx.name=value` and its forms.
package struct Assignment: Sendable, Hashable {
  package enum Change: Sendable, Hashable {
    case set(MacroText)
    case add(MacroText)
    case subtract(MacroText)
    case delete
  }

  /// A key of `TX`; it may hold macros itself. Keys are without regard to case.
  package var key: MacroText
  package var change: Change

  package init(key: MacroText, change: Change) {
    self.key = key
    self.change = change
  }
}

/// `ctl:…`: what changes for the rest of this transaction.
package enum EngineControl: Sendable, Hashable {
  case removeRules(RuleSelection)
  case removeTarget(RuleTarget, of: RuleSelection)
  case forceRequestBodyVariable(Bool)
  case requestBodyAccess(Bool)
  case responseBodyAccess(Bool)
  case auditEngine(EngineMode)
  case ruleEngine(EngineMode)
  /// `URLENCODED`, `MULTIPART`, `JSON`, `XML`; case as in the file is lost.
  case requestBodyProcessor(BodyProcessor)
  case auditLogParts
}

package enum EngineMode: Sendable, Hashable {
  case on, off, detectionOnly
}

package enum BodyProcessor: String, Sendable, Hashable {
  case urlEncoded = "URLENCODED"
  case multipart = "MULTIPART"
  case json = "JSON"
  case xml = "XML"
}
