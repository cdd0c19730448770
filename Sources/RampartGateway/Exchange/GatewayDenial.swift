import RampartCore

/// Every answer the gateway gives on its own account; docs/errors.md explains them to people.
extension Denial {
  static let malformed = Denial(
    code: "request.malformed", status: 400, explanation: "The request is not valid HTTP.")
  static let requestTimeout = Denial(
    code: "request.timeout", status: 408, explanation: "The request took too long to arrive.")
  /// Known to the log alone: who takes nothing is told nothing.
  static let clientStalled = Denial(
    code: "client.stalled", status: 408, explanation: "The answer was not taken.")
  static let overloaded = Denial(
    code: "request.overloaded", status: 503, explanation: "The server holds too many requests at the moment.")
  static let targetTooLong = Denial(
    code: "request.targetTooLong", status: 414, explanation: "The address of the request is too long.")
  static let ambiguousPath = Denial(
    code: "request.ambiguousPath", status: 400, explanation: "The path of the request can be read in too many ways.")
  static let expectationFailed = Denial(
    code: "request.expectationFailed", status: 417, explanation: "The expectation in the request cannot be met.")
  static let misdirected = Denial(
    code: "request.misdirected", status: 421, explanation: "This server does not serve the host of the request.")
  /// RFC 9110, 15.5.20: the client may send it again on another connection, whatever the method.
  static let admissionEnded = Denial(
    code: "connection.admissionEnded", status: 421,
    explanation: "What this server asks of a connection has changed; open another one.")
  static let headTooLarge = Denial(
    code: "request.headTooLarge", status: 431, explanation: "The header fields of the request are too large.")
  static let methodNotImplemented = Denial(
    code: "request.methodNotImplemented", status: 501, explanation: "The method of the request is not supported.")
  static let versionNotSupported = Denial(
    code: "request.versionNotSupported", status: 505, explanation: "The HTTP version of the request is not supported.")
  static let notFound = Denial(
    code: "route.notFound", status: 404, explanation: "There is nothing at this address.")
  static let unreachable = Denial(
    code: "upstream.unreachable", status: 502, explanation: "The application behind this server cannot be reached.")
  static let invalidResponse = Denial(
    code: "upstream.invalidResponse", status: 502, explanation: "The application gave an answer that is not valid.")
  static let unavailable = Denial(
    code: "upstream.unavailable", status: 503, explanation: "The application is not available at the moment.")
  static let upstreamTimeout = Denial(
    code: "upstream.timeout", status: 504, explanation: "The application took too long to answer.")
  static let stopping = Denial(
    code: "gateway.stopping", status: 503, explanation: "The server is being restarted. Try again in a moment.")

  init(_ failure: HeadFailure) {
    self =
      switch failure {
      case .malformed, .malformedMessage: .malformed
      case .tooLarge: .headTooLarge
      case .tooSlow: .requestTimeout
      case .targetTooLong: .targetTooLong
      case .ambiguousPath: .ambiguousPath
      case .versionNotSupported: .versionNotSupported
      case .methodNotImplemented: .methodNotImplemented
      case .expectationFailed: .expectationFailed
      }
  }
}
