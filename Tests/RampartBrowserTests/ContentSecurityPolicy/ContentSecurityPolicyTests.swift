import HTTPTypes
import RampartBrowser
import RampartCore
import RampartTesting
import Testing

@Suite struct ContentSecurityPolicyTests {
  private func value(_ directives: JSONValue, useDefaults: Bool = false) throws -> String? {
    try TestDocument.value(
      "Content-Security-Policy",
      ["contentSecurityPolicy": ["directives": directives, "useDefaults": .boolean(useDefaults)]])
  }

  private func problems(_ directives: JSONValue) -> [String] {
    TestDocument.problems(["contentSecurityPolicy": ["directives": directives]])
  }

  @Test func `Without options it is the strict policy`() throws {
    let strict = ContentSecurityPolicy().value(in: ResponseContext(isSecure: true))
    #expect(strict == SecurityHeadersTests.strict[0].1)
    for form: JSONValue in [.object([]), "strict"] {
      #expect(try TestDocument.value("Content-Security-Policy", ["contentSecurityPolicy": form]) == strict)
    }
  }

  @Test func `Over plain HTTP nothing is upgraded, for the page could not load its own scripts`() throws {
    let plain = ResponseContext(isSecure: false)
    #expect(ContentSecurityPolicy().value(in: plain)?.hasSuffix(";style-src 'self' https: 'unsafe-inline'") == true)
    #expect(ContentSecurityPolicy.compatible.value(in: plain) == nil)
    let named: JSONValue = ["contentSecurityPolicy": ["directives": ["upgradeInsecureRequests": true]]]
    let value = try TestDocument.value("Content-Security-Policy", named, isSecure: false)
    #expect(value?.contains("upgrade") == false)
  }

  @Test func `Named directives replace the default ones in their place and new ones follow`() throws {
    let directives: JSONValue = [
      "workerSrc": "blob:", "scriptSrc": ["'self'", "https://cdn.example.org"], "upgradeInsecureRequests": false,
    ]
    #expect(
      try value(directives, useDefaults: true)
        == "default-src 'self';base-uri 'self';font-src 'self' https: data:;form-action 'self';frame-ancestors 'self';"
        + "img-src 'self' data:;object-src 'none';script-src 'self' https://cdn.example.org;script-src-attr 'none';"
        + "style-src 'self' https: 'unsafe-inline';worker-src blob:")
  }

  @Test func `Null leaves a default directive out`() throws {
    let value = try value(["scriptSrcAttr": .null, "fontSrc": .null], useDefaults: true)
    #expect(value?.contains("script-src-attr") == false)
    #expect(value?.contains("font-src") == false)
    #expect(value?.contains("script-src 'self'") == true)
  }

  @Test(arguments: [
    "baseUri", "childSrc", "connectSrc", "fencedFrameSrc", "fontSrc", "formAction", "frameAncestors", "frameSrc",
    "imgSrc", "manifestSrc", "mediaSrc", "objectSrc", "prefetchSrc", "scriptSrc", "scriptSrcAttr", "scriptSrcElem",
    "styleSrc", "styleSrcAttr", "styleSrcElem", "workerSrc",
  ])
  func `Each directive with sources is known by Helmet's name`(_ name: String) throws {
    let written = name.flatMap { $0.isUppercase ? "-\($0.lowercased())" : "\($0)" }
    let directives: JSONValue = .object([
      .init("defaultSrc", "'none'"), .init(name, ["'self'", "https:", "example.org"]),
    ])
    #expect(try value(directives) == "default-src 'none';\(String(written)) 'self' https: example.org")
  }

  @Test func `The directives without sources`() throws {
    let directives: JSONValue = [
      "upgradeInsecureRequests": true, "blockAllMixedContent": true, "reportTo": "csp", "reportUri": "/reports",
      "requireTrustedTypesFor": ["'script'"], "trustedTypes": ["app", "dompurify", "'allow-duplicates'"],
      "sandbox": ["allow-forms", "allow-scripts"], "defaultSrc": "'self'",
    ]
    #expect(
      try value(directives)
        == "default-src 'self';sandbox allow-forms allow-scripts;trusted-types app dompurify 'allow-duplicates';"
        + "require-trusted-types-for 'script';report-uri /reports;report-to csp;block-all-mixed-content;"
        + "upgrade-insecure-requests")
    #expect(
      try value(["defaultSrc": "'self'", "sandbox": .array([]), "trustedTypes": "'none'"])
        == "default-src 'self';sandbox;trusted-types 'none'")
  }

  @Test func `An empty list is none`() throws {
    #expect(try value(["defaultSrc": .array([])]) == "default-src 'none'")
    #expect(try value(["defaultSrc": ["'none'"]]) == "default-src 'none'")
    #expect(
      problems(["imgSrc": ["'none'", "https:"]]) == ["4:1: `'none'` cannot stand beside others"])
  }

  @Test func `The default sources are left out only on purpose`() throws {
    let missing =
      "the policy has no `defaultSrc`, so what is not named is allowed from everywhere, "
      + "name it, or write `defaultSrc: dangerouslyDisableDefaultSrc`"
    #expect(problems(["defaultSrc": .null]) == ["2:1: " + missing])
    #expect(
      TestDocument.problems(["contentSecurityPolicy": ["useDefaults": false, "directives": ["scriptSrc": "'self'"]]])
        == ["2:1: " + missing])
    let disabled: JSONValue = ["defaultSrc": "dangerouslyDisableDefaultSrc", "scriptSrc": "'self'"]
    #expect(try value(disabled) == "script-src 'self'")
  }

  @Test func `A policy without directives, an unknown directive and one twice are problems`() {
    #expect(
      TestDocument.problems(["contentSecurityPolicy": ["useDefaults": false]]) == [
        "2:1: the policy has no directives, write `off` to send none"
      ])
    #expect(problems(["script-src": "'self'"]) == ["4:1: unknown key `script-src`, did you mean `scriptSrc`?"])
    #expect(problems(["scriptSource": "'self'"]) == ["4:1: unknown key `scriptSource`, did you mean `scriptSrc`?"])
    #expect(
      problems(["imgSrc": "https:", "imgSrc": "data:"]) == ["5:1: the key `imgSrc` stands twice, first on line 4"])
  }

  @Test func `Wrong values of the other directives are problems`() {
    #expect(
      problems(["sandbox": ["allow-script"]]).first?.hasSuffix("did you mean `allow-scripts`?") == true)
    #expect(
      problems(["requireTrustedTypesFor": ["script"]]) == [
        "5:1: `script` is not `'script'`, did you mean `'script'`?"
      ])
    #expect(
      problems(["trustedTypes": ["allow-duplicates"]]) == [
        "5:1: `allow-duplicates` lacks its quotes, did you mean `'allow-duplicates'`?"
      ])
    #expect(
      problems(["trustedTypes": ["my policy"]]) == ["5:1: `my policy` is not the name of a Trusted Types policy"])
    #expect(problems(["upgradeInsecureRequests": "yes"]) == ["4:1: expected `true` or `false`, found the text `yes`"])
    #expect(problems(["reportTo": "a;b"]).count == 1)
    #expect(problems(["reportUri": "http://example.org/"]).count == 1)
  }

  @Test func `An answer without a nonce leaves the nonce out and one with it has it quoted`() throws {
    var policy = ContentSecurityPolicy(defaultSrc: [.sameOrigin])
    policy[.scriptSrc] = [.responseNonce, .strictDynamic]
    policy[.styleSrc] = [.responseNonce]
    var generator = SeededGenerator(seed: 1)
    let nonce = ContentSecurityPolicy.Nonce(using: &generator)
    #expect(
      policy.value(in: ResponseContext(isSecure: true, nonce: nonce))
        == "default-src 'self';script-src 'nonce-\(nonce.text)' 'strict-dynamic';style-src 'nonce-\(nonce.text)'")
    #expect(
      policy.value(in: ResponseContext(isSecure: true))
        == "default-src 'self';script-src 'strict-dynamic';style-src 'none'")
  }

  @Test func `A policy is built directive by directive`() throws {
    var policy = ContentSecurityPolicy(defaultSrc: [])
    policy[.imgSrc] = [.sameOrigin, .data, .blob, try .host("https://*.example.org:8443/lib/"), try .scheme("wss")]
    policy[.scriptSrc] = [.hash(.init(.sha256, of: "alert('Hello, world.');"))]
    policy[.styleSrc] = [.unsafeInline]
    policy[.styleSrc] = nil
    policy.sandbox = [.scripts, .forms]
    policy.trustedTypes = [.any, .duplicates]
    policy.requiresTrustedTypes = true
    policy.reportTo = try EndpointName("csp")
    policy.reportURIs = [try ReportAddress("/a"), try ReportAddress("https://example.org/b")]
    #expect(policy[.styleSrc] == nil)
    #expect(policy[.defaultSrc] == [])
    #expect(
      policy.value(in: ResponseContext(isSecure: true))
        == "default-src 'none';img-src 'self' data: blob: https://*.example.org:8443/lib/ wss:;"
        + "script-src 'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng=';sandbox allow-scripts allow-forms;"
        + "trusted-types * 'allow-duplicates';require-trusted-types-for 'script';"
        + "report-uri /a https://example.org/b;report-to csp")
  }

  @Test(arguments: 0..<200)
  func `No policy that can be written breaks out of its field`(_ seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    let alphabet = Array("aZ9'-.*:/;, \n\u{7F}é\"+=%@[]&?#")
    let length = Int.random(in: 1...12, using: &generator)
    let text = String((0..<length).map { _ in alphabet.randomElement(using: &generator) ?? "a" })
    guard let source = try? ContentSecurityPolicy.Source(parsing: text) else {
      #expect(problems(["imgSrc": .string(text)]).count == (text == "'none'" ? 0 : 1))
      return
    }
    var policy = ContentSecurityPolicy(defaultSrc: [.sameOrigin])
    policy[.imgSrc] = [source]
    let value = try #require(policy.value(in: ResponseContext(isSecure: true)))
    #expect(value == "default-src 'self';img-src \(text)")
    #expect(!text.utf8.contains { $0 <= 0x20 || $0 >= 0x7F || $0 == UInt8(ascii: ";") || $0 == UInt8(ascii: ",") })
  }
}
