import HTTPTypes
import Testing

@testable import RampartBrowser
@testable import RampartCore

@Suite struct HeaderCatalogTests {
  @Test func `No header and no key stands twice`() {
    let names = HeaderCatalog.all.map { $0.name.canonicalName }
    let keys = HeaderCatalog.all.map { $0.key }
    #expect(Set(names).count == names.count)
    #expect(Set(keys).count == keys.count)
    #expect(names.count == 20)
  }

  @Test func `The schema has every key with a sentence and nothing else`() throws {
    let schema = SecurityHeaders.declaration.schema
    guard case .array(let forms) = try #require(schema["anyOf"]) else {
      Issue.record("`anyOf` is no list")
      return
    }
    let mapping = try #require(forms.first { $0["type"] == "object" })
    guard case .object(let properties) = try #require(mapping["properties"]) else {
      Issue.record("`properties` is no object")
      return
    }
    #expect(properties.map(\.name) == ["base"] + HeaderCatalog.all.map { $0.key })
    #expect(mapping["additionalProperties"] == false)
    for property in properties {
      guard case .string(let summary)? = property.value["description"] else {
        Issue.record("`\(property.name)` has no description")
        continue
      }
      #expect(summary.hasSuffix("."))
    }
  }

  @Test func `The schema of each header follows its options`() throws {
    func options(of key: String) throws -> [String] {
      let declared = try #require(HeaderCatalog.all.first { $0.key == key }?.declaredKey)
      guard case .array(let forms)? = declared.schema(SecurityHeaders())["anyOf"],
        case .object(let properties)? = forms.last?["properties"]
      else { return [] }
      return properties.map(\.name)
    }
    #expect(try options(of: "contentSecurityPolicy") == ["directives", "useDefaults", "reportOnly", "upstream"])
    #expect(try options(of: "contentSecurityPolicyReportOnly") == ["directives", "useDefaults", "upstream"])
    #expect(try options(of: "crossOriginEmbedderPolicy") == ["policy", "upstream"])
    #expect(try options(of: "crossOriginOpenerPolicy") == ["policy", "upstream"])
    #expect(try options(of: "crossOriginResourcePolicy") == ["policy", "upstream"])
    #expect(try options(of: "originAgentCluster") == ["upstream"])
    #expect(try options(of: "referrerPolicy") == ["policy", "upstream"])
    #expect(
      try options(of: "strictTransportSecurity") == ["maxAge", "includeSubDomains", "preload", "upstream"])
    #expect(try options(of: "xContentTypeOptions") == ["upstream"])
    #expect(try options(of: "xDnsPrefetchControl") == ["allow", "upstream"])
    #expect(try options(of: "xDownloadOptions") == ["upstream"])
    #expect(try options(of: "xFrameOptions") == ["action", "upstream"])
    #expect(try options(of: "xPermittedCrossDomainPolicies") == ["permittedPolicies", "upstream"])
    #expect(try options(of: "xXssProtection") == ["upstream"])
    #expect(
      try options(of: "integrityPolicy") == ["blockedDestinations", "sources", "endpoints", "upstream"])
    #expect(try options(of: "clearSiteData") == ["kinds", "upstream"])
  }
}
