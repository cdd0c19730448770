/// Where we mean to differ from ModSecurity 3.0.9, each with its reason. Everything else has to be the same.
enum ExplainedDifference: String, CaseIterable {
  /// It writes such a rule to no log at all; for us both logs are one.
  case noAuditLog = "a rule with `noauditlog` and `log` is reported"
  /// It logs such a rule with its first link, whether the others match or not.
  case multiMatchChain = "a chain behind `multiMatch` is reported when all of it matches"
  /// It lets Aho-Corasick go on from a wrong state behind some words that begin alike, and misses others.
  case phrases = "`@pm` finds every word"
  /// It ends the text at a NUL.
  case cssNul = "`cssDecode` goes on behind a NUL"
  /// Later versions take them away, and the Core Rule Set's tests of rule 922110 want that.
  case partHeaderEnds = "lines of part headers have no line end"
  /// Later versions refuse them too, and the Core Rule Set's tests of rule 922130 want that.
  case partHeaderCharacters = "a part header's name of other than visible ASCII is an error"
  /// It joins the lines of a value: what was two words is one.
  case multipartLines = "multipart values keep their line ends"
  /// It takes what it gets for the number of a version.
  case versionMissing = "a request line without a version has no protocol"
  /// It cuts off the query after decoding (CVE-2024-1019).
  case questionMark = "`%3F` is a byte of the path"
  /// It keeps the last; we parse the body as the first that is understood says.
  case contentTypes = "of two `Content-Type` fields the first counts"
  /// It takes it for the beginning of a fragment, which no client sends.
  case fragment = "`#` is a byte of the target"
}
