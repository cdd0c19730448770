import HTTPTypes
import Hummingbird
import RampartHummingbird
import RampartWAF

extension Response {
  /// The answer in place of the handler's; nil where the rules allow that.
  init?(refusing decision: FirewallDecision, _ request: Request, _ context: some RequestContext) {
    switch decision {
    case .allow: return nil
    case .deny(let denial): self.init(denying: denial, to: request, context)
    case .redirect(let address): self.init(status: .found, headers: [.location: address])
    case .drop:
      // Middleware cannot end a connection without an answer.
      self.init(denying: .blocked(status: 403), to: request, context)
      headers[.connection] = "close"
    }
  }
}
