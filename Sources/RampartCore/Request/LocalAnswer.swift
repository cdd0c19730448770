public import HTTPTypes

/// An answer that no backend gave: a preflight, a redirect, a page of our own.
public struct LocalAnswer: Sendable, Equatable {
  public var status: Int
  /// Without `Content-Length`, which the server that sends the answer adds.
  public var fields: [HTTPField]
  public var body: [UInt8]

  public init(status: Int, fields: [HTTPField] = [], body: [UInt8] = []) {
    self.status = status
    self.fields = fields
    self.body = body
  }

  /// - Parameter location: an absolute URL, or a path with its query.
  public static func redirect(to location: String, status: Int = 302) -> LocalAnswer {
    LocalAnswer(status: status, fields: [HTTPField(name: .location, value: location)])
  }
}
