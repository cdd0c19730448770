import Hummingbird
import RampartBrowser
import RampartCore

extension ControlStep {
  /// Lets the handler have the token for its forms, if this is the control that gives one.
  func offerToken<Context: RequestContext>(
    for facts: HummingbirdRequestFacts, _ verdict: Verdict, to context: inout Context
  ) {
    guard case .immediate(let control) = self, let policy = control as? CSRFPolicy,
      policy.options.layers.contains(.token), var carrier = context as? any CSRFTokenRequestContext
    else { return }
    carrier.csrfToken = policy.formToken(for: facts, verdict)
    if let changed = carrier as? Context { context = changed }
  }
}
