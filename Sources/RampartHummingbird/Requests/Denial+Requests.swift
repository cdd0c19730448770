package import RampartCore

// What this module itself refuses. The codes are those of the gateway where it refuses the same.
extension Denial {
  static let malformedTarget = Denial(
    code: "request.malformed", status: 400, explanation: "The request's target is malformed.")
  static let ambiguousPath = Denial(
    code: "request.malformed", status: 400, explanation: "The request's path is not in its simplest form.")
  static let ambiguousHost = Denial(
    code: "request.malformed", status: 400, explanation: "The request names more than one host.")
  static let malformedRequest = Denial(
    code: "request.malformed", status: 400, explanation: "The request is not valid HTTP.")
  static let notFound = Denial(
    code: "route.notFound", status: 404, explanation: "There is nothing at this address.")
  package static let serverError = Denial(
    code: "server.error", status: 500, explanation: "The server failed to answer this request.")
}
