import RampartConfiguration
import RampartWAF

extension RouteFirewall {
  /// What it does with a request, in a word or two.
  var decision: String {
    switch options.mode {
    case .off: "off"
    case .detect: "inspect, reports"
    case .block: "inspect"
    }
  }

  /// `the rules in /etc/crs at paranoia 1, denied from a score of 5; exclusions: people search for SQL here`.
  func summary(for head: RequestHead) -> String {
    guard options.mode != .off else { return "no rules for this route" }
    let verb = options.mode == .block ? "denied" : "reported"
    let reasons =
      (isAlone ? options.exclusions.filter(\.routes.isEmpty).map(\.reason) : []) + exclusions(for: head).map(\.reason)
    let leftOut = reasons.isEmpty ? "" : "; exclusions: " + reasons.joined(separator: ", ")
    return "the rules in \(options.directory) at paranoia \(options.paranoia), \(verb) from a score of "
      + "\(options.inboundThreshold)\(leftOut)"
  }
}
