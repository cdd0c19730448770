import HTTPTypes
import RampartCore

extension CORSOptions {
  /// Refuses what browsers would not do, and what would open the site to everybody signed in (CWE-942).
  func check() throws(InvalidOption) {
    if origins == .any, allowsCredentials {
      throw InvalidOption(
        "cors.credentialsForAnyOrigin", "credentials for any origin would show every site what a visitor may see",
        hint: "list the origins, or leave `credentials` out")
    }
    if origins == .any, allowsPrivateNetwork {
      throw InvalidOption(
        "cors.privateNetworkForAnyOrigin", "any origin would reach this server in a private network",
        hint: "list the origins, or leave `privateNetwork` out")
    }
    if allowsNullOrigin, allowsCredentials {
      throw InvalidOption(
        "cors.credentialsForNullOrigin", "any site can have the origin `null`, so it cannot go with credentials",
        hint: "list the origins by name, or leave `credentials` out")
    }
    if allowsCredentials, hasWildcard {
      throw InvalidOption(
        "cors.wildcardWithCredentials", "with credentials, browsers take `*` for a name and not for every name",
        hint: "list the names")
    }
    guard (200...299).contains(preflightStatus) else {
      throw InvalidOption(
        "cors.invalidStatus", "a preflight answered with \(preflightStatus) fails, the status goes from 200 to 299")
    }
    if let maxAge, !((.zero)...Self.longestAge ~= maxAge) || maxAge.components.attoseconds != 0 {
      throw InvalidOption(
        "cors.invalidMaxAge", "the greatest age goes from 0 seconds to 24 hours and is counted in whole seconds")
    }
  }

  /// No browser keeps a preflight for longer; Firefox has this limit, the others lower ones.
  static let longestAge = Duration.seconds(86_400)

  private var hasWildcard: Bool {
    let allowed = if case .listed(let names) = allowedHeaders { names } else { [HTTPField.Name]() }
    return methods.contains { $0.rawValue == "*" } || (allowed + exposedHeaders).contains { $0.rawName == "*" }
  }
}
