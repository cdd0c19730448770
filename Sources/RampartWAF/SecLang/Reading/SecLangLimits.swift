/// How much is read. Whoever writes rules is trusted more than clients are, and still no file may take all memory.
package struct SecLangLimits: Sendable, Hashable {
  /// Bytes of one file, data files included.
  package var fileSize = 16 << 20
  /// Bytes of all files.
  package var totalSize = 64 << 20
  package var files = 4096
  /// Bytes of a line with those that it is continued in.
  package var lineSize = 1 << 20
  /// How deeply files may include others.
  package var includeDepth = 16
  /// Rules, links of chains and markers.
  package var rules = 65_536
  package var chainLength = 64
  /// Arguments of a directive, variables, actions and transformations of a rule.
  package var partsOfRule = 1024
  package var dataFilesOfRule = 16
  /// Of all rules, counted again for each rule that names the same file.
  package var phrases = 4_000_000
  /// `SecRuleRemoveBy…` and `SecRuleUpdate…`.
  package var exceptions = 16_384
  /// How often those may concern a rule, all together.
  package var exceptionWork = 1_000_000
  /// After so many, reading ends.
  package var problems = 500

  package init() {}
}
