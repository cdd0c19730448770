import HTTPTypes

extension HTTPField.Name {
  static let forwardedFor = Self(known: "X-Forwarded-For")
  static let forwardedProto = Self(known: "X-Forwarded-Proto")
  static let requestID = Self(known: "X-Request-ID")
  static let host = Self(known: "Host")

  /// A name that swift-http-types has no constant for. It is written in our own source, so it is one.
  private init(known name: StaticString) {
    guard let name = Self(name.description) else { preconditionFailure("`\(name)` is not a field name") }
    self = name
  }
}
