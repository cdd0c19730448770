/// What is wrong with a piece of a rule; who reads the file adds where it stands.
struct SecLangFault: Error, Sendable, Hashable {
  /// Stable, such as `seclang.unknownVariable`.
  let code: String
  let detail: String
  let hint: String?

  init(_ code: String, _ detail: String, hint: String? = nil) {
    self.code = "seclang." + code
    self.detail = detail
    self.hint = hint
  }

  /// A name that is in no list, with the nearest that is.
  static func unknown(_ kind: String, _ name: SecLangText, among known: some Sequence<String>) -> SecLangFault {
    let shown = name.shown
    let hint = NearestName.to(shown, among: known).map { "did you mean `\($0)`?" }
    return SecLangFault(
      "unknown" + kind.prefix(1).uppercased() + kind.dropFirst(), "unknown \(kind) `\(shown)`", hint: hint)
  }
}
