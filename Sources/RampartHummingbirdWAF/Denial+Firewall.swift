import RampartCore

extension Denial {
  static let blocked = Denial(code: "waf.blocked", status: 403, explanation: "The request was refused.")
}
