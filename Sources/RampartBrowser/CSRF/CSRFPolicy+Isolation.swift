import HTTPTypes
import RampartCore

extension CSRFPolicy {
  /// The Resource Isolation Policy of W3C Fetch Metadata, section 5: other sites may link here, and nothing else.
  ///
  /// Browsers that send no `Sec-Fetch-Site` pass: so does every program. The origin layer is for them.
  func isolationDenial(_ request: some RequestFacts, isUnsafe: Bool) -> Denial? {
    let sites = request.values(of: .secFetchSite)
    guard let site = sites.first else { return nil }
    guard sites.count == 1 else { return .isolation }
    switch site {
    case "same-origin", "none":
      return nil
    case "same-site" where options.isolationAllowsSameSite:
      return nil
    case "same-site", "cross-site":
      return !isUnsafe && Self.isTopLevelNavigation(request) || comesFromAllowedOrigin(request) ? nil : .isolation
    default:
      return .isolation
    }
  }

  /// A link was followed in a window of its own: not in a frame, an `object` or an `embed`.
  private static func isTopLevelNavigation(_ request: some RequestFacts) -> Bool {
    request.method == .get && request.onlyValue(of: .secFetchMode) == "navigate"
      && request.onlyValue(of: .secFetchDest) == "document"
  }

  private func comesFromAllowedOrigin(_ request: some RequestFacts) -> Bool {
    guard !options.allowedOrigins.isEmpty, let text = request.onlyValue(of: .origin) else { return false }
    return WebOrigin(text).map(options.allowedOrigins.contains) == true
  }
}
