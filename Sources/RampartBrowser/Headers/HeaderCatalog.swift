/// Every header that Rampart knows, in the order it writes them.
package enum HeaderCatalog {
  package static let all: [any ConfigurableHeader.Type] = [
    ContentSecurityPolicy.self,
    ContentSecurityPolicyReportOnly.self,
    CrossOriginEmbedderPolicy.self,
    CrossOriginOpenerPolicy.self,
    CrossOriginResourcePolicy.self,
    OriginAgentCluster.self,
    PermissionsPolicy.self,
    ReferrerPolicy.self,
    ReportingEndpoints.self,
    IntegrityPolicy.self,
    ClearSiteData.self,
    StrictTransportSecurity.self,
    XContentTypeOptions.self,
    XDNSPrefetchControl.self,
    XDownloadOptions.self,
    XFrameOptions.self,
    XPermittedCrossDomainPolicies.self,
    XXSSProtection.self,
    Server.self,
    XPoweredBy.self,
  ]
}
