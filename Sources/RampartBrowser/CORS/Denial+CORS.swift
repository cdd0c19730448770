import RampartCore

/// What a browser will block, and, where the policy says so, the answer.
extension Denial {
  static let originRefused = Denial(
    code: "cors.originRefused", status: 403, explanation: "The site that sent this request may not use this address.")
  static let methodRefused = Denial(
    code: "cors.methodRefused", status: 403, explanation: "Other sites may not use this method here.")
  static let headerRefused = Denial(
    code: "cors.headerRefused", status: 403, explanation: "Other sites may not send these header fields here.")
  static let privateNetworkRefused = Denial(
    code: "cors.privateNetworkRefused", status: 403,
    explanation: "Sites of other networks may not use this address.")
}
