public import RampartCore

extension ContentSecurityPolicy {
  /// Which Trusted Types policies a script may make.
  ///
  /// Source: W3C Trusted Types, section 4.2.
  public struct TrustedTypes: Sendable, Hashable {
    let text: String

    private init(text: String) { self.text = text }

    /// `*`: any name.
    public static let any = TrustedTypes(text: "*")
    /// `'allow-duplicates'`: a name may be used more than once.
    public static let duplicates = TrustedTypes(text: "'allow-duplicates'")

    /// The policy of this name.
    ///
    /// - Throws: where `name` is not letters, digits and `-#=_/@.%`.
    public static func policy(_ name: String) throws(InvalidOption) -> TrustedTypes {
      let isName = name.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
          || "-#=_/@.%".utf8.contains(byte)
      }
      guard isName, !name.isEmpty else {
        throw InvalidOption("header.invalidTrustedTypes", "`\(name)` is not the name of a Trusted Types policy")
      }
      return TrustedTypes(text: name)
    }

    init(parsing text: String) throws(InvalidOption) {
      switch text {
      case "*": self = .any
      case "'allow-duplicates'": self = .duplicates
      case "none", "allow-duplicates":
        throw InvalidOption(
          "header.invalidTrustedTypes", "`\(text)` lacks its quotes", hint: "did you mean `'\(text)'`?")
      default: self = try .policy(text)
      }
    }
  }
}
