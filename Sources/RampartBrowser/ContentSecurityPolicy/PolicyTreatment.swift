/// A policy as `contentSecurityPolicy` writes it: for one header or for the other.
enum PolicyTreatment: Sendable, Equatable {
  case enforced(HeaderTreatment<ContentSecurityPolicy>)
  case reported(HeaderTreatment<ContentSecurityPolicy>)
}

extension SecurityHeaders {
  var policyTreatment: PolicyTreatment {
    get { .enforced(contentSecurityPolicy) }
    set {
      switch newValue {
      case .enforced(let treatment):
        contentSecurityPolicy = treatment
      case .reported(let treatment):
        contentSecurityPolicy = .ignore
        contentSecurityPolicyReportOnly = .reporting(treatment)
      }
    }
  }
}
