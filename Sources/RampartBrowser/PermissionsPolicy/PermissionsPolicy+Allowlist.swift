public import RampartCore

extension PermissionsPolicy {
  /// Who may use a feature.
  public enum Allowlist: Sendable, Hashable {
    /// Nobody, the page itself neither.
    case nobody
    /// The page and every frame in it.
    case everyone
    /// These origins, where the page lets them.
    case origins([Origin])

    var structuredField: StructuredField {
      switch self {
      case .nobody: .innerList([])
      case .everyone: .token("*")
      case .origins(let origins): .innerList(origins.map(\.structuredField))
      }
    }
  }

  /// One member of an allowlist.
  public struct Origin: Sendable, Hashable {
    let structuredField: StructuredField

    /// `self`: the origin of the page.
    public static let sameOrigin = Origin(structuredField: .token("self"))

    /// Another origin: scheme, host and perhaps a port, as in `https://meet.example.org`; `*.` may stand for
    /// subdomains.
    ///
    /// - Throws: where it is anything else, a path included.
    public static func origin(_ text: String) throws(InvalidOption) -> Origin {
      guard HostSource.isOrigin(text) else {
        throw InvalidOption(
          "header.invalidOrigin", "`\(text)` is not an origin", hint: hint(for: text))
      }
      return Origin(structuredField: .string(text))
    }

    private static func hint(for text: String) -> String {
      switch text {
      case "'self'": "did you mean `self`, without the inner quotes?"
      case "none", "'none'": "write `[]` for nobody"
      case "all": "did you mean `*`?"
      default: "write `self`, `*`, or an origin such as `https://meet.example.org`"
      }
    }
  }
}
