/// Content negotiation between a page and problem details (RFC 9110, 12.5.1).
package enum ContentNegotiation {
  /// Whether HTML is wanted more than JSON; programs that say nothing get JSON.
  ///
  /// - Parameter accept: the field's value; of several fields the values joined by commas. Only the first 32 entries
  ///   count.
  package static func prefersHTML(_ accept: String?) -> Bool {
    guard let accept else { return false }
    var html = Preference()
    var json = Preference()
    for entry in Substring(accept).parts(at: ",", maximum: 33).prefix(32) {
      let parts = entry.parts(at: ";").map { $0.trimmingBlanks() }
      guard let type = parts.first?.lowercased() else { continue }
      let parameter = parts.dropFirst().first { $0.begins(with: "q=") || $0.begins(with: "Q=") }
      let weight = parameter.map { self.weight($0) } ?? 1
      switch type {
      case "text/html", "application/xhtml+xml": html.take(weight, specificity: 3)
      case "application/problem+json", "application/json": json.take(weight, specificity: 3)
      case "text/*": html.take(weight, specificity: 2)
      case "application/*": json.take(weight, specificity: 2)
      case "*/*":
        html.take(weight, specificity: 1)
        json.take(weight, specificity: 1)
      default: break
      }
    }
    if html.weight != json.weight { return html.weight > json.weight }
    return html.weight > 0 && html.specificity > json.specificity
  }

  private struct Preference {
    var weight = 0.0
    var specificity = 0

    mutating func take(_ weight: Double, specificity: Int) {
      guard specificity > self.specificity || specificity == self.specificity && weight > self.weight else { return }
      self.weight = weight
      self.specificity = specificity
    }
  }

  // What is no weight (`q=nan`, `q=9`) counts as none given.
  private static func weight(_ parameter: Substring) -> Double {
    guard let weight = Double(Substring(parameter.utf8.dropFirst(2))), (0...1).contains(weight) else { return 1 }
    return weight
  }
}
