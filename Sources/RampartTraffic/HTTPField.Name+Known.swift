import HTTPTypes

extension HTTPField.Name {
  /// A name that swift-http-types has no constant for. It is written in our own source, so it is one.
  init(known name: StaticString) {
    guard let name = Self(name.description) else { preconditionFailure("`\(name)` is not a field name") }
    self = name
  }

  static let rateLimit = HTTPField.Name(known: "RateLimit")
  static let rateLimitPolicy = HTTPField.Name(known: "RateLimit-Policy")
}
