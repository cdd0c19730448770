import HTTPTypes
import RampartCore

extension CSRFPolicy {
  /// Who sent a request, as far as its `Origin` or `Referer` says.
  private enum Sender {
    case unknown
    case null
    case own
    case allowed
    case foreign
  }

  /// Why a request with effects does not come from where it should; nil where it does, or no browser sent it.
  ///
  /// `Sec-Fetch-Site` and `Origin` must agree. `same-site` is another origin: a subdomain may be anybody's.
  func originDenial(_ request: some RequestFacts) -> Denial? {
    let sites = request.values(of: .secFetchSite)
    let origins = request.values(of: .origin)
    guard sites.count <= 1, origins.count <= 1 else { return .crossOrigin }
    let sender = sender(origins.first, request)
    switch sites.first {
    case nil:
      return denialWithoutMetadata(sender == .unknown ? referrer(request) : sender, request)
    case "same-origin":
      // A page with `Referrer-Policy: no-referrer` sends `null` to its own origin (Fetch, section 3.2). A page whose
      // origin really is `null` is cross-site to everybody.
      return sender == .foreign ? .crossOrigin : nil
    case "none":
      return [.unknown, .own, .allowed].contains(sender) ? nil : .crossOrigin
    case "same-site", "cross-site":
      return (sender == .unknown ? referrer(request) : sender) == .allowed ? nil : .crossOrigin
    default:
      return .crossOrigin
    }
  }

  private func denialWithoutMetadata(_ sender: Sender, _ request: some RequestFacts) -> Denial? {
    switch sender {
    case .own, .allowed: nil
    case .null, .foreign: .crossOrigin
    // Without anything that a browser adds by itself there is nobody in whose name it could act: a program asks.
    case .unknown: Self.carriesAmbientCredentials(request) ? .missingOrigin : nil
    }
  }

  /// Cookies, or what a browser has been given for `WWW-Authenticate` and repeats (RFC 9110, 11). A bearer token is set by
  /// a script, which a page of another site has none of.
  private static func carriesAmbientCredentials(_ request: some RequestFacts) -> Bool {
    !request.values(of: .cookie).isEmpty
      || request.values(of: .authorization).contains { value in
        ["basic", "digest", "negotiate", "ntlm"].contains(Substring(value).parts(at: " ", maximum: 2)[0].lowercased())
      }
  }

  private func sender(_ text: String?, _ request: some RequestFacts) -> Sender {
    guard let text else { return .unknown }
    switch SerializedOrigin(text) {
    case nil: return .foreign
    case .null?: return .null
    case .origin(let origin)?: return sender(origin, request)
    }
  }

  /// `Referer` says less than `Origin`, and may be left out; a page cannot make it name another site.
  private func referrer(_ request: some RequestFacts) -> Sender {
    let sent = request.values(of: .referer)
    guard let text = sent.first else { return .unknown }
    guard sent.count == 1, let origin = WebOrigin(ofAddress: text) else { return .foreign }
    return sender(origin, request)
  }

  private func sender(_ origin: WebOrigin, _ request: some RequestFacts) -> Sender {
    if options.allowedOrigins.contains(origin) { return .allowed }
    return origin == WebOrigin(isSecure: request.isSecure, authority: request.authority) ? .own : .foreign
  }
}
