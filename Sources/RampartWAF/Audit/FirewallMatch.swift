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

  /// Bytes.
  static let longestText = 256

  /// - Parameter transaction: in which it matched.
  package init(_ match: MatchedRule, of transaction: Transaction) {
    let isSecret =
      transaction.isSanitised(match)
      || match.values.contains { value in
        SecretNames.contain(value.name) || SecretNames.areAround(value.name, value.value)
          || SecretNames.isMarkup(value.name) && transaction.hasSecretMarkup
      }
    id = match.id
    message = Self.text(match.message, unless: isSecret && !match.isMessageFixed)
    data = Self.text(match.logData, unless: isSecret)
    severity = match.rule.severity.map { "\($0)" } ?? "none"
    let names = match.values.map(\.name)
    targets = names.indices.filter { !names[..<$0].contains(names[$0]) }.map { Self.target(names[$0]) }
    target = Self.target(match.values.last?.name ?? [])
    matched = Self.text(match.values.last?.value ?? [], unless: isSecret)
    tags = match.rule.tags
  }

  /// A key that holds fields of its own is a body that was taken for a form, a cookie's that is no token is a value.
  private static func target(_ name: [UInt8]) -> String {
    guard SecretNames.isShownAsKey(name) else {
      return text(Array(name.prefix { $0 != UInt8(ascii: ":") }), unless: false) + ":redacted"
    }
    return text(name, unless: false)
  }

  private static func text(_ bytes: [UInt8], unless isSecret: Bool) -> String {
    isSecret ? "redacted" : String(decoding: bytes.prefix(longestText), as: UTF8.self)
  }
}
