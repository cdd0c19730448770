/// A rule that matched, as a log may have it.
///
/// Texts of the request are cut after 256 bytes, and bytes that are no UTF-8 become U+FFFD. Values of fields that hold
/// secrets are `redacted`, and the rule's own texts with them, because these repeat the value (CWE-532). Control
/// characters are as they came: escape them before you write them into a line (CWE-117).
public struct FirewallMatch: Sendable, Hashable {
  /// The rule's id, such as 942100.
  public let id: Int
  /// What the rule says of itself, with what it found where it has a place for that.
  public let message: String
  /// What the rule adds for the log; often the value that matched.
  public let data: String
  /// `critical`, `error`, `warning`, `notice` and so on; `none` where the rule says nothing.
  public let severity: String
  /// The variables that matched, each once; those of all links of a chain.
  public let targets: [String]
  /// The variable that matched last, such as `ARGS:q`, with the key as the client wrote it.
  public let target: String
  /// Its value, after the rule's transformations.
  public let matched: String
  /// What the rule is about, such as `attack-sqli`.
  public let tags: [String]

  private static let longestText = 256

  /// - Parameter isSanitised: whether a rule has asked to keep the match out of the log.
  package init(_ match: MatchedRule, isSanitised: Bool) {
    let isSecret =
      isSanitised
      || match.values.contains {
        SecretNames.contain($0.name) || SecretNames.areAround($0.name, $0.value)
      }
    id = match.id
    message = Self.text(match.message, unless: isSecret)
    data = Self.text(match.logData, unless: isSecret)
    severity = match.rule.severity.map { "\($0)" } ?? "none"
    let names = match.values.map(\.name)
    targets = names.indices.filter { !names[..<$0].contains(names[$0]) }.map { Self.text(names[$0], unless: false) }
    target = Self.text(match.values.last?.name ?? [], unless: false)
    matched = Self.text(match.values.last?.value ?? [], unless: isSecret)
    tags = match.rule.tags
  }

  private static func text(_ bytes: [UInt8], unless isSecret: Bool) -> String {
    isSecret ? "redacted" : String(decoding: bytes.prefix(longestText), as: UTF8.self)
  }
}
