import HTTPTypes
import RampartCore

extension CSRFOptions {
  func check() throws(InvalidOption) {
    guard !layers.isEmpty else {
      throw InvalidOption("csrf.noLayer", "a policy without a layer checks nothing", hint: "name `origin` at least")
    }
    for path in exemptPaths.sorted() {
      // A star would be taken for a pattern, and everything below a path is more than was meant.
      guard CanonicalPath.canonicalize(path) == path, !path.contains("*") else {
        throw InvalidOption(
          "csrf.invalidExemption", "\(Excerpt.of(path)) is not a path that a request can have",
          hint: "an exemption is one whole path, such as `/hooks/payment`; there are no patterns")
      }
    }
    try checkReadingsOfExemptions()
    if layers.contains(.token) { try token.check() }
  }

  /// What one backend takes for an exempt path must be exempt for every other.
  private func checkReadingsOfExemptions() throws(InvalidOption) {
    for path in exemptPaths.sorted() {
      guard let readings = PathReadings(of: path) else {
        throw InvalidOption("csrf.invalidExemption", "\(Excerpt.of(path)) can be read in too many ways")
      }
      for reading in readings.alternatives.map({ String(decoding: $0, as: UTF8.self) }) {
        guard exemptPaths.contains(reading) else {
          throw InvalidOption(
            "csrf.invalidExemption",
            "a backend may read \(Excerpt.of(path)) as \(Excerpt.of(reading)), which is not exempt",
            hint: "exempt both or neither")
        }
      }
    }
  }
}

extension CSRFTokenOptions {
  static let longestLifetime = Duration.seconds(604_800)
  static let mostSpent = 100_000_000

  func check() throws(InvalidOption) {
    guard cookie.hasPrefix("__Host-"), cookie.utf8.count > 7, CookieSyntax.isName(cookie) else {
      throw InvalidOption(
        "csrf.invalidCookie", "\(Excerpt.of(cookie)) could be set by a subdomain, or is not the name of a cookie",
        hint: "begin it with `__Host-`")
    }
    if let sessionCookie, !CookieSyntax.isName(sessionCookie) {
      throw InvalidOption("csrf.invalidCookie", "\(Excerpt.of(sessionCookie)) is not the name of a cookie")
    }
    guard (.seconds(60))...Self.longestLifetime ~= lifetime, lifetime.components.attoseconds == 0 else {
      throw InvalidOption(
        "csrf.invalidLifetime", "the lifetime of a token goes from 1 minute to 7 days, in whole seconds")
    }
    guard (1...Self.mostSpent).contains(singleUseCapacity) else {
      throw InvalidOption("csrf.invalidCapacity", "between one and 100 million used tokens can be remembered")
    }
    guard !field.isEmpty else { throw InvalidOption("csrf.invalidField", "the field of a form has no name") }
    guard (256...1_048_576).contains(formLimit) else {
      throw InvalidOption("csrf.invalidFormLimit", "between 256 bytes and 1 MiB of a form can be read")
    }
  }
}
