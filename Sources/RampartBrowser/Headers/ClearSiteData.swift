public import HTTPTypes
package import RampartCore

/// Tells the browser to delete what it stored for this origin: right for the answer to a log-out.
///
/// The header works on every answer that carries it, so a gateway that sets it everywhere empties the users' stores
/// all the time: set it everywhere only to retire a site. It is not in the recommended set.
///
/// Source: W3C Clear Site Data, section 3.1.
public struct ClearSiteData: SecurityHeader {
  public struct Kind: Sendable, Hashable {
    let text: String

    public static let cache = Kind(text: "cache")
    public static let clientHints = Kind(text: "clientHints")
    public static let cookies = Kind(text: "cookies")
    public static let executionContexts = Kind(text: "executionContexts")
    public static let prefetchCache = Kind(text: "prefetchCache")
    public static let prerenderCache = Kind(text: "prerenderCache")
    public static let storage = Kind(text: "storage")
    /// Everything, also kinds that browsers know later.
    public static let everything = Kind(text: "*")

    static let all: [Kind] = [
      .cache, .clientHints, .cookies, .executionContexts, .prefetchCache, .prerenderCache, .storage, .everything,
    ]
  }

  public let kinds: [Kind]

  /// Everything.
  public init() {
    self.init(.everything)
  }

  public init(_ first: Kind, _ more: Kind...) {
    kinds = [first] + more
  }

  public static let name = HTTPField.Name(known: "Clear-Site-Data")
  public static let isList = true
  public static var recommended: HeaderTreatment<Self> { .ignore }

  public func value(in context: ResponseContext) -> String? {
    kinds.map { "\"\($0.text)\"" }.joined(separator: ", ")
  }
}

extension ClearSiteData: ConfigurableHeader {
  package static let key = "clearSiteData"
  package static let summary =
    "Deletes what the browser stored, on every answer, so only to retire a site; not set unless named."
  package static var declaration: Declaration<HeaderTreatment<Self>> {
    let words = Kind.all.map { ($0.text, $0) }
    let list = Declaration<Kind>.list(of: .choice(words), atLeast: 1).checked(Self.init(checking:))
    let kinds = list.checked({ $0 }, back: { $0 })
    return HeaderTreatment.form(
      words: words.map { ($0.0, Self($0.1)) },
      list: list,
      options: Self(),
      keys: [DeclaredKey("kinds", \.options, kinds, isRequired: true, "What is deleted.")]
    ) { $0 }
  }

  private init(checking kinds: [Kind]) throws(InvalidOption) {
    guard Set(kinds).count == kinds.count else {
      throw InvalidOption("header.duplicateKind", "the list names a kind of data twice")
    }
    self.kinds = kinds
  }
}

extension SecurityHeaders {
  /// Not set in the recommended set.
  public var clearSiteData: HeaderTreatment<ClearSiteData> {
    get { self[HeaderKey()] }
    set { self[HeaderKey()] = newValue }
  }
}
