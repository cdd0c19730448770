public import HTTPTypes
package import RampartCore

/// Says how much of a page's address goes along when a link is followed or a resource is loaded.
///
/// Several tokens are tried from the last to the first: a browser takes the last one that it knows.
///
/// Source: W3C Referrer Policy, section 3.
public struct ReferrerPolicy: SecurityHeader {
  public struct Token: Sendable, Hashable {
    let text: String

    public static let noReferrer = Token(text: "no-referrer")
    public static let noReferrerWhenDowngrade = Token(text: "no-referrer-when-downgrade")
    public static let sameOrigin = Token(text: "same-origin")
    public static let origin = Token(text: "origin")
    public static let strictOrigin = Token(text: "strict-origin")
    public static let originWhenCrossOrigin = Token(text: "origin-when-cross-origin")
    public static let strictOriginWhenCrossOrigin = Token(text: "strict-origin-when-cross-origin")
    public static let unsafeURL = Token(text: "unsafe-url")
    /// The empty token: the browser's own default.
    public static let unspecified = Token(text: "")

    static let all: [Token] = [
      .noReferrer, .noReferrerWhenDowngrade, .sameOrigin, .origin, .strictOrigin, .originWhenCrossOrigin,
      .strictOriginWhenCrossOrigin, .unsafeURL, .unspecified,
    ]
  }

  public let tokens: [Token]

  /// `strict-origin-when-cross-origin`: other sites learn the origin alone, and nothing over plain HTTP.
  ///
  /// With less, checks against forged requests refuse a site's own forms: `no-referrer` makes browsers send
  /// `Origin: null` and no `Referer`, to the page's own origin too (Fetch, section 3.2), and `same-origin` does so for
  /// forms that go from one origin of a site to another.
  public init() {
    self.init(.strictOriginWhenCrossOrigin)
  }

  public init(_ first: Token, _ more: Token...) {
    tokens = [first] + more
  }

  public static let name = HTTPField.Name(known: "Referrer-Policy")
  public static let isList = true
  public static var recommended: HeaderTreatment<Self> { .keepProtective(or: Self()) }

  /// Whether other sites learn no more than the origin, and nothing over plain HTTP. The last known token counts.
  public static func protects(_ value: String) -> Bool {
    let known = value.listMembers.map { $0.lowercased() }
      .last { token in !token.isEmpty && Token.all.contains { $0.text == token } }
    let protecting: [Token] = [.noReferrer, .sameOrigin, .strictOrigin, .strictOriginWhenCrossOrigin]
    return protecting.contains { $0.text == known }
  }

  public func value(in context: ResponseContext) -> String? {
    tokens.map(\.text).joined(separator: ", ")
  }
}

extension ReferrerPolicy: ConfigurableHeader {
  package static let key = "referrerPolicy"
  package static let summary = "How much of the page's address goes along to other sites."
  package static var declaration: Declaration<HeaderTreatment<Self>> {
    let words = Token.all.map { ($0.text, $0) }
    let list = Declaration<Token>.list(of: .choice(words), atLeast: 1).checked(Self.init(checking:))
    let policy = Declaration<Token>.oneOrMore("one token or a list of them", of: .choice(words), atLeast: 1)
      .checked(Self.init(checking:), back: { $0.tokens })
    return HeaderTreatment.form(
      words: words.map { ($0.0, Self($0.1)) },
      list: list,
      options: Self(),
      keys: [DeclaredKey("policy", \.options, policy, "One token, or a list of which browsers take the last known.")]
    ) { $0 }
  }

  private init(checking tokens: [Token]) throws(InvalidOption) {
    guard Set(tokens).count == tokens.count else {
      throw InvalidOption("header.duplicateToken", "the list names a token twice")
    }
    self.tokens = tokens
  }
}

extension SecurityHeaders {
  /// `strict-origin-when-cross-origin` in the recommended set, where the backend sends nothing as strict.
  public var referrerPolicy: HeaderTreatment<ReferrerPolicy> {
    get { self[HeaderKey()] }
    set { self[HeaderKey()] = newValue }
  }
}
